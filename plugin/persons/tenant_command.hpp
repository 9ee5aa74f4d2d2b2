#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "model/ids.hpp"
#include "store/journal_row.hpp"

namespace coexist {

/// That an admin wants a whole tenant forgotten, as it is journalled: any process writes it, the owner applies it.
struct TenantErasureCommand {
    OperationId operation;  ///< under which its progress is told
    TenantId tenant;
    std::int64_t at = 0;  ///< Unix ms
    std::string actor;
    std::string roles;
    std::string tenants;  ///< of the actor: a JSON list
    std::string origin;
};

/// Under which the erasure of a tenant is told that was erased `before` times: two who ask at once ask for the same.
OperationId operation_of_erasure(const TenantId& tenant, std::int64_t before);

/// A row of kind erasure, as that of a person.
JournalRow row_of(const TenantErasureCommand& command);
/// Whether a row of kind erasure is of a tenant.
bool is_of_tenant(std::string_view body);
/// Throws std::exception on a body that row_of did not write: such a row is set aside.
TenantErasureCommand tenant_erasure_command_from(std::string_view body);

}  // namespace coexist
