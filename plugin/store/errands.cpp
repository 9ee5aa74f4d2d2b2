#include "store/errands.hpp"

namespace coexist {
namespace {

constexpr const char* insert_row =
    "INSERT INTO errand(operation_id, kind, account, input, attempts, not_before) VALUES($1, $2, $3, $4, $5, $6)";
constexpr const char* update_row = "UPDATE errand SET attempts = $1, not_before = $2 WHERE operation_id = $3";
constexpr const char* delete_row = "DELETE FROM errand WHERE operation_id = $1";
constexpr const char* select_one =
    "SELECT operation_id, kind, account, input, attempts, not_before FROM errand WHERE operation_id = $1";
constexpr const char* select_all =
    "SELECT operation_id, kind, account, input, attempts, not_before FROM errand ORDER BY id";

std::vector<ErrandRow> rows_of(Statement& statement) {
    std::vector<ErrandRow> rows;
    while (statement.next()) {
        rows.push_back({OperationId(statement.text(0)), statement.text(1), statement.integer(2), statement.text(3),
                        statement.integer(4), statement.integer(5)});
    }
    statement.reset();
    return rows;
}

}  // namespace

void insert_errand(Session& session, const ErrandRow& row) {
    session.sql(insert_row)
        .with(row.operation_id.value, row.kind, row.account, row.input, row.attempts, row.not_before)
        .run();
}

void postpone_errand(Session& session, const ErrandRow& row) {
    session.sql(update_row).with(row.attempts, row.not_before, row.operation_id.value).run();
}

void delete_errand(Session& session, const OperationId& operation_id) {
    session.sql(delete_row).with(operation_id.value).run();
}

std::optional<ErrandRow> find_errand(Session& session, const OperationId& operation_id) {
    std::vector<ErrandRow> rows = rows_of(session.sql(select_one).with(operation_id.value));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

std::vector<ErrandRow> all_errands(Session& session) {
    return rows_of(session.sql(select_all).with());
}

}  // namespace coexist
