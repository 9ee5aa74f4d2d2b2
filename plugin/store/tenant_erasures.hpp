#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// The key of no contact: SubjectKind::contact_erased of it tells that the whole tenant was erased.
inline constexpr std::int64_t everybody = 0;

/// How far the erasure of a tenant is. The number is not stored, its name is.
enum class TenantErasureState {
    persons,  ///< "persons": its contacts are erased one by one
    files,    ///< "files": nothing of it is known any more, its bytes are being taken out of the files
    done,     ///< "done"
    failed    ///< "failed": it was used again meanwhile
};

/// That a tenant was erased. Kept: no rebuild may tell of it again without telling that it is gone. Times are Unix ms,
/// 0 = not yet.
struct TenantErasureRow {
    std::int64_t id = 0;
    OperationId operation_id;
    TenantId tenant;
    TenantErasureState state = TenantErasureState::persons;
    std::int64_t asked_at = 0;
    std::int64_t rest_at = 0;  ///< when the last of its rows went
    std::int64_t done_at = 0;
    std::int64_t contacts = 0;  ///< how many it had when it was asked
    std::int64_t erased = 0;    ///< how many of them are
    std::string accounts;       ///< JSON list of its numbers' ids, while they are looked for in the journal
    std::string actor;
    std::string roles;
    std::string tenants;  ///< of the actor: a JSON list
    std::string origin;
};

/// Inserts (id 0) or updates by its operation.
void save_tenant_erasure(Session& session, const TenantErasureRow& row);
std::optional<TenantErasureRow> find_tenant_erasure(Session& session, const OperationId& operation_id);
/// The one of this tenant that is not done, if there is one.
std::optional<TenantErasureRow> tenant_erasure_under_way(Session& session, const TenantId& tenant);
/// How many were asked for, of this tenant.
std::int64_t count_tenant_erasures(Session& session, const TenantId& tenant);
/// Oldest first.
std::vector<TenantErasureRow> tenant_erasures_in(Session& session, TenantErasureState state);
/// Those whose rows are all gone, the last of each tenant, oldest first.
std::vector<TenantErasureRow> erased_tenants(Session& session);

/// Up to `limit` contacts of a tenant, also those that nobody is shown.
std::vector<std::int64_t> contacts_to_erase(Session& session, const TenantId& tenant, int limit);
std::int64_t count_contacts_to_erase(Session& session, const TenantId& tenant);

/// Calls to the platform that a tenant's numbers are still needed for: asked for, and their answer is not there yet.
std::int64_t calls_under_way(Session& session, const TenantId& tenant);

}  // namespace coexist
