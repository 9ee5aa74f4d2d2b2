#include "store/operations.hpp"

namespace coexist {
namespace {

#define OPERATION_COLUMNS                                                                                 \
    "id, operation_id, tenant, account_id, provider, action, input_hash, actor, state, result, problem, " \
    "created_at, changed_at, revision, refused"

constexpr const char* select_operation_id = "SELECT " OPERATION_COLUMNS " FROM operation WHERE operation_id = $1";
constexpr const char* select_id = "SELECT " OPERATION_COLUMNS " FROM operation WHERE id = $1";
constexpr const char* select_all = "SELECT " OPERATION_COLUMNS " FROM operation ORDER BY id";
constexpr const char* select_pending =
    "SELECT " OPERATION_COLUMNS
    " FROM operation WHERE state = 'pending' AND account_id = $1 AND action = $2 ORDER BY id";
constexpr const char* insert_operation =
    "INSERT INTO operation(operation_id, tenant, account_id, provider, action, input_hash, actor, state, result, "
    "problem, created_at, changed_at, revision, refused) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
    "RETURNING id";
constexpr const char* update_operation =
    "UPDATE operation SET account_id = $1, state = $2, result = $3, problem = $4, changed_at = $5, revision = $6, "
    "refused = $7 WHERE id = $8";
constexpr const char* select_tenant =
    "SELECT " OPERATION_COLUMNS
    " FROM operation WHERE tenant = $1 AND id < $2 AND ($3 = '' OR account_id = $3) AND ($4 = '' OR action = $4) AND "
    "($5 = '' OR state = $5) ORDER BY id DESC LIMIT $6";
#undef OPERATION_COLUMNS

std::vector<OperationRow> rows_of(Statement& statement) {
    std::vector<OperationRow> rows;
    while (statement.next()) {
        rows.push_back({statement.integer(0), OperationId(statement.text(1)), TenantId(statement.text(2)),
                        AccountId(statement.text(3)), statement.text(4), statement.text(5), statement.text(6),
                        statement.text(7), statement.text(8), statement.text(9), statement.text(10),
                        statement.integer(11), statement.integer(12), statement.integer(13),
                        statement.integer(14) != 0});
    }
    statement.reset();
    return rows;
}

std::optional<OperationRow> one_of(std::vector<OperationRow> rows) {
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

}  // namespace

std::optional<OperationRow> find_operation(Session& session, const OperationId& operation_id) {
    return one_of(rows_of(session.sql(select_operation_id).with(operation_id.value)));
}

std::optional<OperationRow> find_operation(Session& session, std::int64_t id) {
    return one_of(rows_of(session.sql(select_id).with(id)));
}

void save_operation(Session& session, OperationRow& row) {
    if (row.id == 0) {
        Statement& insert = session.sql(insert_operation)
                                .with(row.operation_id.value, row.tenant.value, row.account_id.value, row.provider,
                                      row.action, row.input_hash, row.actor, row.state, row.result, row.problem,
                                      row.created_at, row.changed_at, row.revision, row.refused ? 1 : 0);
        if (insert.next()) row.id = insert.integer(0);
        insert.reset();
        return;
    }
    session.sql(update_operation)
        .with(row.account_id.value, row.state, row.result, row.problem, row.changed_at, row.revision,
              row.refused ? 1 : 0, row.id)
        .run();
}

std::vector<OperationRow> pending_operations(Session& session, const AccountId& account, const char* action) {
    return rows_of(session.sql(select_pending).with(account.value, action));
}

std::vector<OperationRow> operations_of_tenant(Session& session, const TenantId& tenant, const OperationQuery& query) {
    return rows_of(session.sql(select_tenant)
                       .with(tenant.value, query.before, query.account, query.action, query.state, query.limit));
}

std::vector<OperationRow> all_operations(Session& session) {
    return rows_of(session.sql(select_all).with());
}

}  // namespace coexist
