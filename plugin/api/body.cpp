#include "api/body.hpp"

#include <boost/json.hpp>

#include "runtime/json_text.hpp"

namespace coexist {
namespace json = boost::json;

Result<json::object> object_in(std::string_view body) {
    json::value value;
    std::vector<ProblemError> faults;
    if (auto fault = read_json(body, value)) faults.push_back(std::move(*fault));
    if (faults.empty() && value.is_object()) return std::move(value.get_object());
    return Problem{Refusal::invalid, "body_invalid", "The request's body is not a JSON object that can be understood.",
                   "Send an object as GET /v1/openapi.yaml describes it, in UTF-8, each name once.", std::move(faults)};
}

}  // namespace coexist
