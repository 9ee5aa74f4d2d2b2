#include "entry/configuration_reply.hpp"

#include <boost/json.hpp>

namespace coexist {

Said configuration_accepted(const std::vector<ProblemError>& warnings) {
    boost::json::array listed;
    for (const ProblemError& warning : warnings) {
        boost::json::object entry{{"path", warning.path}, {"detail", warning.detail}};
        if (warning.line > 0) {
            entry["line"] = warning.line;
            entry["column"] = warning.column;
        }
        listed.push_back(std::move(entry));
    }
    Said out;
    out.body = boost::json::serialize(boost::json::object{{"warnings", std::move(listed)}});
    return out;
}

}  // namespace coexist
