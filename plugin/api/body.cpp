#include "api/body.hpp"

#include <boost/json.hpp>

namespace coexist {
namespace json = boost::json;

Result<json::object> object_in(std::string_view body) {
    boost::system::error_code error;
    json::value value = json::parse(json::string_view(body.data(), body.size()), error);
    if (!error && value.is_object()) return std::move(value.get_object());
    return Problem{Refusal::invalid,
                   "body_invalid",
                   "The request's body is not a JSON object.",
                   "Send an object as GET /v1/openapi.yaml describes it.",
                   {}};
}

}  // namespace coexist
