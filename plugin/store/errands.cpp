#include "store/errands.hpp"

namespace coexist {
namespace {

constexpr const char* insert_row =
    "INSERT INTO errand(operation_id, kind, account, input, attempts, not_before, leaving) "
    "VALUES($1, $2, $3, $4, $5, $6, $7)";
constexpr const char* update_row =
    "UPDATE errand SET kind = $1, input = $2, attempts = $3, not_before = $4, leaving = $5 WHERE operation_id = $6";
constexpr const char* delete_row = "DELETE FROM errand WHERE operation_id = $1";
constexpr const char* delete_checks = "DELETE FROM errand WHERE kind = 'check' AND account = $1";
constexpr const char* select_overdue =
    "SELECT operation_id, kind, account, input, attempts, not_before, leaving FROM errand WHERE kind = 'check' "
    "AND not_before <= $1 ORDER BY not_before, id";
constexpr const char* select_one =
    "SELECT operation_id, kind, account, input, attempts, not_before, leaving FROM errand WHERE operation_id = $1";
constexpr const char* select_once =
    "SELECT operation_id, kind, account, input, attempts, not_before, leaving FROM errand WHERE kind <> 'check' ORDER "
    "BY id";
constexpr const char* select_checks =
    "SELECT operation_id, kind, account, input, attempts, not_before, leaving FROM errand WHERE kind = 'check' "
    "AND not_before <= $1 ORDER BY not_before, id LIMIT $2";
constexpr const char* select_next_check =
    "SELECT coalesce(min(not_before), 0) FROM errand WHERE kind = 'check' AND not_before > $1";

std::vector<ErrandRow> rows_of(Statement& statement) {
    std::vector<ErrandRow> rows;
    while (statement.next()) {
        rows.push_back({OperationId(statement.text(0)), statement.text(1), statement.integer(2), statement.text(3),
                        statement.integer(4), statement.integer(5), static_cast<Leaving>(statement.integer(6))});
    }
    statement.reset();
    return rows;
}

}  // namespace

void insert_errand(Session& session, const ErrandRow& row) {
    session.sql(insert_row)
        .with(row.operation_id.value, row.kind, row.account, row.input, row.attempts, row.not_before,
              static_cast<int>(row.leaving))
        .run();
}

void update_errand(Session& session, const ErrandRow& row) {
    session.sql(update_row)
        .with(row.kind, row.input, row.attempts, row.not_before, static_cast<int>(row.leaving), row.operation_id.value)
        .run();
}

void delete_errand(Session& session, const OperationId& operation_id) {
    session.sql(delete_row).with(operation_id.value).run();
}

std::optional<ErrandRow> find_errand(Session& session, const OperationId& operation_id) {
    std::vector<ErrandRow> rows = rows_of(session.sql(select_one).with(operation_id.value));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

std::vector<ErrandRow> errands_made_once(Session& session) {
    return rows_of(session.sql(select_once).with());
}

void delete_checks_of(Session& session, std::int64_t account) {
    session.sql(delete_checks).with(account).run();
}

std::vector<ErrandRow> checks_overdue(Session& session, std::int64_t now) {
    return rows_of(session.sql(select_overdue).with(now));
}

std::vector<ErrandRow> checks_due(Session& session, std::int64_t now, std::int64_t limit) {
    return rows_of(session.sql(select_checks).with(now, limit));
}

std::int64_t next_check_at(Session& session, std::int64_t now) {
    Statement& select = session.sql(select_next_check).with(now);
    const std::int64_t at = select.next() ? select.integer(0) : 0;
    select.reset();
    return at;
}

}  // namespace coexist
