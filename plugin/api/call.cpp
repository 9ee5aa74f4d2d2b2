#include "api/call.hpp"

#include <algorithm>

#include "store/keys.hpp"

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

Result<ContactRow> contact_asked(const Call& call, Session& session, std::string_view id) {
    const auto tenants = tenants_asked(call);
    if (!tenants) return tenants.problem();
    // The id is made of the person's number, so that one person has the same at each tenant that knows him.
    std::vector<ContactRow> found;
    if (const auto key = key_of(ContactId(std::string(id)))) {
        for (const TenantId& tenant : *tenants) {
            if (auto row = find_contact(session, tenant, *key)) found.push_back(std::move(*row));
        }
    }
    if (found.size() == 1) return std::move(found.front());
    if (found.empty()) {
        return Problem{Refusal::not_found,
                       "contact_not_found",
                       "None of your tenants has a contact of this id.",
                       "Take the id from the list of contacts; one that went up in another is told by the feed.",
                       {}};
    }
    return Problem{Refusal::conflict,
                   "tenant_needed",
                   "More than one of your tenants knows this contact.",
                   "Add the parameter tenant with the id of the tenant whose contact you mean.",
                   {}};
}

}  // namespace coexist
