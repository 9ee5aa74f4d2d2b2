#include <boost/json.hpp>

#include "actions/signup_app.hpp"
#include "api/answers.hpp"
#include "api/routes.hpp"
#include "onboarding/dialog_url.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

json::object road_document(const App& app, Provider provider) {
    json::object road{{"road", app.name},
                      {"app_id", app.app_id},
                      {"config_id", app.signup->config_id},
                      {"graph_version", app.graph_version},
                      {"link_days", app.signup->link_days},
                      {"extras", json::parse(dialog_extras(*app.signup, provider))}};
    if (app.signup->sdk.enabled) road["script"] = app.signup->sdk.script;
    return road;
}

}  // namespace

Result<HttpAnswer> show_signup(const Call& call) {
    if (const auto tenants = tenants_asked(call); !tenants) return tenants.problem();
    const std::string named = call.query.value("provider");
    const auto provider = named.empty() ? std::optional(Provider::coex) : provider_named(named);
    if (!provider || *provider == Provider::meow) {
        return Problem{Refusal::invalid,
                       "provider_unknown",
                       "Numbers of this provider are not connected by the dialog.",
                       "Take coex, or meta for a number of the API alone.",
                       {}};
    }
    json::array roads;
    for (const App* app : signup_apps(*call.services.settings, *provider))
        roads.push_back(road_document(*app, *provider));
    return json_answer({{"roads", std::move(roads)}});
}

}  // namespace coexist
