#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/routes.hpp"

namespace coexist {
namespace json = boost::json;

namespace {

/// What the host tells of the tenants that this person serves: names and time zones, for pages.
json::object tenant_details(const Call& call) {
    json::object out;
    json::error_code failed;
    const std::string_view text = call.request.actor;
    const json::value actor = json::parse({text.data(), text.size()}, failed);
    const json::value* told = failed || !actor.is_object() ? nullptr : actor.get_object().if_contains("tenant_details");
    if (told == nullptr || !told->is_object()) return out;
    for (const TenantId& tenant : call.actor.tenants) {
        const json::value* one = told->get_object().if_contains(tenant.value);
        if (one == nullptr || !one->is_object()) continue;
        json::object shown;
        for (const char* name : {"name", "time_zone"}) {
            const json::value* said = one->get_object().if_contains(name);
            if (said != nullptr && said->is_string()) shown[name] = *said;
        }
        out[tenant.value] = std::move(shown);
    }
    return out;
}

}  // namespace

Result<HttpAnswer> show_me(const Call& call) {
    const Actor& actor = call.actor;
    json::object answer{{"id", actor.id}, {"name", actor.name}};
    json::array& roles = answer["roles"].emplace_array();
    if (actor.admin) roles.emplace_back("admin");
    if (actor.staff) roles.emplace_back("staff");
    if (actor.operates) roles.emplace_back("operator");
    json::array& tenants = answer["tenants"].emplace_array();
    for (const TenantId& tenant : actor.tenants) tenants.emplace_back(tenant.value);
    if (!actor.locale.empty()) answer["locale"] = actor.locale;
    if (json::object details = tenant_details(call); !details.empty()) answer["tenant_details"] = std::move(details);
    return json_answer(answer);
}

}  // namespace coexist
