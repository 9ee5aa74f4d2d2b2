#include "api/call.hpp"

#include <algorithm>

namespace coexist {

Result<std::vector<TenantId>> tenants_asked(const Call& call) {
    if (TenantId tenant(call.query.value("tenant")); !tenant.empty()) {
        if (call.actor.serves(tenant)) return std::vector<TenantId>{std::move(tenant)};
        return Problem{Refusal::not_found,
                       "tenant_not_found",
                       "None of your tenants has this id.",
                       "Leave the parameter away to see all that you serve, or sign in as someone who serves it.",
                       {}};
    }
    std::vector<TenantId> tenants = call.actor.tenants;
    std::sort(tenants.begin(), tenants.end());
    tenants.erase(std::unique(tenants.begin(), tenants.end()), tenants.end());
    return tenants;
}

bool oversees(const Call& call, Session& session) {
    if (call.actor.operates) return true;
    const auto tenants = tenants_with_accounts(session);
    return std::all_of(tenants.begin(), tenants.end(), [&](const TenantId& one) { return call.actor.serves(one); });
}

Problem operator_needed() {
    return {Refusal::denied,
            "operator_needed",
            "This concerns every tenant, and you serve only some of them.",
            "Ask whoever runs the host to do it, from its console or as an operator.",
            {}};
}

Result<AccountRow> account_asked(const Call& call, Session& session, std::string_view id) {
    auto account = find_account(session, AccountId(std::string(id)));
    if (account && call.actor.serves(account->tenant)) return std::move(*account);
    return Problem{Refusal::not_found,
                   "account_not_found",
                   "None of your tenants has an account of this id.",
                   "Take the id from the list of accounts.",
                   {}};
}

}  // namespace coexist
