#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/routes.hpp"
#include "config/localized.hpp"

namespace coexist {
namespace json = boost::json;

Result<HttpAnswer> show_guide(const Call& call) {
    const json::object& words = localized("guide", call.actor.locale);
    json::object answer;
    for (const char* name : {"language", "modes", "promises", "phone_changes"}) answer[name] = words.at(name);
    answer["backup"] = words.at("client").at("backup");
    return json_answer(answer);
}

}  // namespace coexist
