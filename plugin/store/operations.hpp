#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// What someone asked for and what became of it. `state` is "pending", "held", "succeeded", "failed" or "unknown";
/// result and problem are JSON or empty. Times are Unix milliseconds.
struct OperationRow {
    std::int64_t id = 0;
    OperationId operation_id;
    TenantId tenant;
    AccountId account_id;  ///< empty for an action of the channel itself
    std::string provider;
    std::string action;
    std::string input_hash;  ///< another input under one idempotency key is a conflict
    std::string actor;       ///< the actor's id
    std::string state;
    std::string result;
    std::string problem;
    std::int64_t created_at = 0;
    std::int64_t changed_at = 0;
    std::int64_t revision = 0;
    bool refused = false;  ///< it failed before anything was begun: whoever asks again under its key is refused again
};

std::optional<OperationRow> find_operation(Session& session, const OperationId& operation_id);
std::optional<OperationRow> find_operation(Session& session, std::int64_t id);
/// Inserts (id 0; the new id is written back) or updates.
void save_operation(Session& session, OperationRow& row);
std::vector<OperationRow> all_operations(Session& session);
/// Operations of one account and action that wait for their outcome, oldest first.
std::vector<OperationRow> pending_operations(Session& session, const AccountId& account, const char* action);

/// Which operations of a tenant; empty texts: any.
struct OperationQuery {
    std::string account;
    std::string action;
    std::string state;
    std::int64_t before = 0;  ///< only older ones than this id
    int limit = 0;
};
/// Newest first.
std::vector<OperationRow> operations_of_tenant(Session& session, const TenantId& tenant, const OperationQuery& query);

}  // namespace coexist
