#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "actions/actor.hpp"
#include "api/api.hpp"
#include "api/query.hpp"
#include "store/accounts.hpp"
#include "store/contacts.hpp"

namespace coexist {

/// One request whose route, actor and query were checked.
struct Call {
    const ApiServices& services;
    const HttpRequest& request;
    Actor actor;
    std::vector<std::string_view> ids;  ///< the variable parts of the path, in order
    Query query;
};

/// The tenants that a list covers: the one of the parameter `tenant`, else all of the actor's, sorted. One that the
/// actor does not serve is `tenant_not_found`, whether it exists or not.
Result<std::vector<TenantId>> tenants_asked(const Call& call);

/// Whether the actor sees what is of no tenant and of all: he runs the host, or serves every tenant that has an
/// account.
bool oversees(const Call& call, Session& session);

/// A refusal of what is of no tenant or of all of them.
Problem operator_needed();

/// An account of the actor's tenants; `account_not_found`, also for another tenant's.
Result<AccountRow> account_asked(const Call& call, Session& session, std::string_view id);

/// A contact of the tenants that the call covers; `contact_not_found`, `tenant_needed` where several know him.
Result<ContactRow> contact_asked(const Call& call, Session& session, std::string_view id);

}  // namespace coexist
