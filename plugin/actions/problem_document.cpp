#include <boost/json/serialize.hpp>

#include "actions/actions.hpp"
#include "runtime/problem_json.hpp"

namespace coexist {

std::string problem_document(const Problem& problem) {
    return boost::json::serialize(problem_json(problem));
}

}  // namespace coexist
