#include "actions/signup_app.hpp"

#include <algorithm>

#include "onboarding/refusals.hpp"

namespace coexist {
namespace {

Problem no_app(Provider provider) {
    return provider == Provider::coex ? connect_refusal::no_signup_app() : connect_refusal::no_dedicated_app();
}

}  // namespace

std::vector<const App*> signup_apps(const Settings& settings, Provider provider) {
    std::vector<const App*> apps;
    for (const App& app : settings.apps) {
        if (app.signup && (provider == Provider::coex || app.signup->dedicated)) apps.push_back(&app);
    }
    return apps;
}

std::optional<Problem> signup_app_missing(const Settings& settings, Provider provider) {
    if (signup_apps(settings, provider).empty()) return no_app(provider);
    return std::nullopt;
}

Result<const App*> signup_app(const Settings& settings, Provider provider, const std::string& road) {
    const std::vector<const App*> apps = signup_apps(settings, provider);
    if (find_gateway(settings, road) != nullptr) return connect_refusal::gateway_without_dialog(road);
    if (apps.empty()) return no_app(provider);
    if (road.empty()) {
        if (apps.size() == 1) return apps.front();
        std::string names;
        for (const App* app : apps) names += (names.empty() ? "" : ", ") + app->name;
        return connect_refusal::road_needed(names);
    }
    const auto found = std::find_if(apps.begin(), apps.end(), [&](const App* app) { return app->name == road; });
    if (found == apps.end()) return connect_refusal::signup_not_configured(road);
    return *found;
}

}  // namespace coexist
