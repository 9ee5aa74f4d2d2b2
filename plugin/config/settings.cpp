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

const App* find_app(const Settings& settings, std::string_view name) {
    return find_named(settings.apps, name);
}

const Gateway* find_gateway(const Settings& settings, std::string_view name) {
    return find_named(settings.gateways, name);
}

}  // namespace coexist
