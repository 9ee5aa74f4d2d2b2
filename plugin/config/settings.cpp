#include "config/settings.hpp"

namespace coexist {
namespace {

template <class Named>
const Named* find_named(const std::vector<Named>& all, std::string_view name) {
    for (const Named& one : all) {
        if (one.name == name) return &one;
    }
    return nullptr;
}

}  // namespace

const TenantSettings& settings_for(const Settings& settings, const TenantId& tenant) {
    const auto own = settings.tenants.find(tenant.value);
    return own == settings.tenants.end() ? settings.defaults : own->second;
}

std::vector<PlacedSecret> secrets_of(const Settings& settings) {
    std::vector<PlacedSecret> all;
    const auto add = [&all](std::string path, const std::optional<SecretRef>& reference) {
        if (reference) all.push_back({std::move(path), *reference});
    };
    add("/secrets_key", settings.secrets_key);
    if (settings.outgoing.proxy) add("/outgoing/proxy/password", settings.outgoing.proxy->password);
    for (const App& app : settings.apps) {
        const std::string path = "/apps/" + app.name;
        add(path + "/app_secret", app.app_secret);
        add(path + "/app_secret_previous", app.app_secret_previous);
        add(path + "/verify_token", app.verify_token);
        if (!app.signup) continue;
        add(path + "/signup/partner_token", app.signup->partner_token);
        if (app.signup->dedicated) add(path + "/signup/dedicated/pin", app.signup->dedicated->pin);
    }
    for (const Gateway& gateway : settings.gateways) {
        const std::string path = "/gateways/" + gateway.name;
        add(path + "/verify/secret", gateway.verify.secret);
        add(path + "/verify/previous", gateway.verify.previous);
        add(path + "/verify_token", gateway.verify_token);
    }
    return all;
}

const App* find_app(const Settings& settings, std::string_view name) {
    return find_named(settings.apps, name);
}

const Gateway* find_gateway(const Settings& settings, std::string_view name) {
    return find_named(settings.gateways, name);
}

}  // namespace coexist
