#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/routes.hpp"

namespace coexist {
namespace json = boost::json;

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
    return json_answer(answer);
}

}  // namespace coexist
