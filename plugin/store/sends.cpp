#include "store/sends.hpp"

#include "store/send_line.hpp"

namespace coexist {
namespace {

#define SEND_COLUMNS                                                                                                  \
    "operation_id, account, message_key, recipient, body, message, state, why, attempts, not_before, blocked_until, " \
    "wamid, "                                                                                                         \
    "problem, created_at, file, needs_window, target, repeats, campaign"

constexpr const char* select_operation = "SELECT " SEND_COLUMNS " FROM send WHERE operation_id = $1";
constexpr const char* select_row = "SELECT " SEND_COLUMNS " FROM send WHERE id = $1";
constexpr const char* select_message = "SELECT " SEND_COLUMNS " FROM send WHERE message_key = $1";
constexpr const char* select_repeats =
    "SELECT " SEND_COLUMNS " FROM send WHERE repeats = $1 AND repeats <> '' ORDER BY id DESC LIMIT 1";
// As in the index "send_open", word for word: else it cannot be used. It is named, because by itself SQLite reads all
// sends in a state for the sake of their order.
#define OPEN "state IN ('queued', 'held', 'sending', 'unknown')"
constexpr const char* select_counts =
    "SELECT c.state, c.count, s.created_at FROM (SELECT state, count(*) AS count, min(id) AS first FROM send "
    "WHERE account = $1 AND " OPEN " GROUP BY state) c JOIN send s ON s.id = c.first";
constexpr const char* select_open_of_account =
    "SELECT " SEND_COLUMNS " FROM send INDEXED BY send_open WHERE account = $1 AND state = $2 AND " OPEN " ORDER BY id";
constexpr const char* select_open_of_conversation =
    "SELECT " SEND_COLUMNS
    " FROM send INDEXED BY send_open WHERE account = $1 AND recipient = $2 AND state = $3 AND " OPEN " ORDER BY id";
#undef OPEN
constexpr const char* select_state = "SELECT " SEND_COLUMNS " FROM send WHERE state = $1 ORDER BY id";
constexpr const char* select_all = "SELECT " SEND_COLUMNS " FROM send ORDER BY id";
constexpr const char* insert_row =
    "INSERT INTO send(" SEND_COLUMNS
    ") VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, "
    "$18, $19)";
constexpr const char* update_row =
    "UPDATE send SET state = $1, why = $2, attempts = $3, not_before = $4, blocked_until = $5, wamid = $6, "
    "problem = $7, message = $8, turn = CASE WHEN $1 = 'queued' THEN turn ELSE 0 END WHERE operation_id = $9";
constexpr const char* delete_row = "DELETE FROM send WHERE operation_id = $1";

#undef SEND_COLUMNS

std::vector<SendRow> rows_of(Statement& statement) {
    std::vector<SendRow> rows;
    while (statement.next()) {
        rows.push_back({OperationId(statement.text(0)), statement.integer(1), statement.integer(2), statement.text(3),
                        statement.text(4), statement.text(5), statement.text(6), statement.text(7),
                        statement.integer(8), statement.integer(9), statement.integer(10), statement.text(11),
                        statement.text(12), statement.integer(13), statement.integer(14), statement.integer(15) != 0,
                        statement.integer(16), statement.text(17), statement.integer(18) != 0});
    }
    statement.reset();
    return rows;
}

std::optional<SendRow> one_of(std::vector<SendRow> rows) {
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

}  // namespace

void insert_send(Session& session, const SendRow& row) {
    session.sql(insert_row)
        .with(row.operation_id.value, row.account, row.message_key, row.recipient, row.body, row.message, row.state,
              row.why, row.attempts, row.not_before, row.blocked_until, row.wamid, row.problem, row.created_at,
              row.file, row.needs_window ? 1 : 0, row.target, row.repeats, row.campaign ? 1 : 0)
        .run();
    line_up(session, row.account, row.recipient);
}

void update_send(Session& session, const SendRow& row) {
    session.sql(update_row)
        .with(row.state, row.why, row.attempts, row.not_before, row.blocked_until, row.wamid, row.problem, row.message,
              row.operation_id.value)
        .run();
    line_up(session, row.account, row.recipient);
}

void delete_send(Session& session, const SendRow& row) {
    session.sql(delete_row).with(row.operation_id.value).run();
    line_up(session, row.account, row.recipient);
}

std::optional<SendRow> find_send(Session& session, const OperationId& operation_id) {
    return one_of(rows_of(session.sql(select_operation).with(operation_id.value)));
}

std::optional<SendRow> find_send(Session& session, std::int64_t id) {
    return one_of(rows_of(session.sql(select_row).with(id)));
}

std::optional<SendRow> find_send_of_message(Session& session, std::int64_t message_key) {
    return one_of(rows_of(session.sql(select_message).with(message_key)));
}

std::optional<SendRow> find_repetition(Session& session, const OperationId& operation_id) {
    return one_of(rows_of(session.sql(select_repeats).with(operation_id.value)));
}

std::vector<SendRow> sends_in_state(Session& session, const std::string& state) {
    return rows_of(session.sql(select_state).with(state));
}

std::vector<SendRow> sends_of_account(Session& session, std::int64_t account, const std::string& state) {
    return rows_of(session.sql(select_open_of_account).with(account, state));
}

std::vector<SendRow> sends_of_conversation(Session& session, const SendRow& one, const std::string& state) {
    return rows_of(session.sql(select_open_of_conversation).with(one.account, one.recipient, state));
}

SendCounts send_counts(Session& session, std::int64_t account) {
    SendCounts counts;
    Statement& select = session.sql(select_counts).with(account);
    while (select.next()) {
        const std::string state = select.text(0);
        const std::int64_t count = select.integer(1);
        if (state == "queued") counts.oldest_at = select.integer(2);
        (state == "queued"    ? counts.queued
         : state == "held"    ? counts.held
         : state == "sending" ? counts.sending
                              : counts.unknown) = count;
    }
    select.reset();
    return counts;
}

std::vector<SendRow> all_sends(Session& session) {
    return rows_of(session.sql(select_all).with());
}

}  // namespace coexist
