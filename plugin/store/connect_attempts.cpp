#include "store/connect_attempts.hpp"

namespace coexist {
namespace {

#define ATTEMPT_COLUMNS                                                                                               \
    "attempt_id, operation_id, tenant, actor, road, return_page, name, created_at, expires_at, stage, token_sealed, " \
    "waba_id, phone_number_id, account_id, account, onboarded_at, delivered_at, contacts, history, value"

constexpr const char* select_by_id = "SELECT " ATTEMPT_COLUMNS " FROM connect_attempt WHERE attempt_id = $1";
constexpr const char* select_by_operation = "SELECT " ATTEMPT_COLUMNS " FROM connect_attempt WHERE operation_id = $1";
constexpr const char* select_running =
    "SELECT " ATTEMPT_COLUMNS " FROM connect_attempt WHERE stage NOT IN ('done', 'failed') ORDER BY id";
constexpr const char* select_since =
    "SELECT " ATTEMPT_COLUMNS " FROM connect_attempt WHERE tenant = $1 AND created_at >= $2 ORDER BY id";
constexpr const char* select_asked =
    "SELECT " ATTEMPT_COLUMNS
    " FROM connect_attempt WHERE account = $1 AND onboarded_at = $2 AND (contacts <> '' OR history <> '') "
    "ORDER BY id DESC LIMIT 1";
constexpr const char* count_others =
    "SELECT count(*) FROM connect_attempt WHERE road = $1 AND tenant <> $2 AND created_at >= $3 AND stage <> 'done'";
constexpr const char* upsert =
    "INSERT INTO connect_attempt(" ATTEMPT_COLUMNS
    ") VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) "
    "ON CONFLICT(attempt_id) DO UPDATE SET stage = excluded.stage, token_sealed = excluded.token_sealed, "
    "waba_id = excluded.waba_id, phone_number_id = excluded.phone_number_id, account_id = excluded.account_id, "
    "account = excluded.account, onboarded_at = excluded.onboarded_at, delivered_at = excluded.delivered_at, "
    "contacts = excluded.contacts, history = excluded.history, value = excluded.value";
constexpr const char* insert_step =
    "INSERT INTO connect_step(attempt_id, step, state, code, detail, trace_id, who, at, platform) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)";
constexpr const char* select_steps =
    "SELECT attempt_id, step, state, code, detail, trace_id, who, at, platform FROM connect_step WHERE attempt_id = $1 "
    "ORDER BY id";

std::vector<ConnectAttemptRow> rows_of(Statement& statement) {
    std::vector<ConnectAttemptRow> rows;
    while (statement.next()) {
        ConnectAttemptRow row;
        row.attempt_id = statement.text(0);
        row.operation_id = OperationId(statement.text(1));
        row.tenant = TenantId(statement.text(2));
        row.actor = statement.text(3);
        row.road = statement.text(4);
        row.return_page = statement.text(5);
        row.name = statement.text(6);
        row.created_at = statement.integer(7);
        row.expires_at = statement.integer(8);
        row.stage = statement.text(9);
        row.token_sealed = statement.text(10);
        row.waba_id = WabaId(statement.text(11));
        row.phone_number_id = PhoneNumberId(statement.text(12));
        row.account_id = AccountId(statement.text(13));
        row.account = statement.integer(14);
        row.onboarded_at = statement.integer(15);
        row.delivered_at = statement.integer(16);
        row.contacts = statement.text(17);
        row.history = statement.text(18);
        row.value = statement.text(19);
        rows.push_back(std::move(row));
    }
    statement.reset();
    return rows;
}

std::optional<ConnectAttemptRow> first_of(std::vector<ConnectAttemptRow> rows) {
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

}  // namespace

std::optional<ConnectAttemptRow> find_connect_attempt(Session& session, const std::string& attempt_id) {
    return first_of(rows_of(session.sql(select_by_id).with(attempt_id)));
}

std::optional<ConnectAttemptRow> find_connect_attempt(Session& session, const OperationId& operation_id) {
    return first_of(rows_of(session.sql(select_by_operation).with(operation_id.value)));
}

std::vector<ConnectAttemptRow> running_connect_attempts(Session& session) {
    return rows_of(session.sql(select_running).with());
}

std::vector<ConnectAttemptRow> connect_attempts_since(Session& session, const TenantId& tenant, std::int64_t since) {
    return rows_of(session.sql(select_since).with(tenant.value, since));
}

std::optional<ConnectAttemptRow> attempt_that_asked(Session& session, std::int64_t account, std::int64_t onboarded_at) {
    return first_of(rows_of(session.sql(select_asked).with(account, onboarded_at)));
}

bool others_began(Session& session, const ConnectAttemptRow& attempt, std::int64_t since) {
    Statement& select = session.sql(count_others).with(attempt.road, attempt.tenant.value, since);
    const bool any = select.next() && select.integer(0) > 0;
    select.reset();
    return any;
}

void save_connect_attempt(Session& session, const ConnectAttemptRow& row) {
    session.sql(upsert)
        .with(row.attempt_id, row.operation_id.value, row.tenant.value, row.actor, row.road, row.return_page, row.name,
              row.created_at, row.expires_at, row.stage, row.token_sealed, row.waba_id.value, row.phone_number_id.value,
              row.account_id.value, row.account, row.onboarded_at, row.delivered_at, row.contacts, row.history,
              row.value)
        .run();
}

void add_connect_step(Session& session, const ConnectStepRow& row) {
    session.sql(insert_step)
        .with(row.attempt_id, row.step, row.state, row.code, row.detail, row.trace_id, row.who, row.at, row.platform)
        .run();
}

std::vector<ConnectStepRow> connect_steps(Session& session, const std::string& attempt_id) {
    std::vector<ConnectStepRow> rows;
    Statement& select = session.sql(select_steps).with(attempt_id);
    while (select.next()) {
        rows.push_back({select.text(0), select.text(1), select.text(2), select.text(3), select.text(4), select.text(5),
                        select.text(6), select.integer(7), select.text(8)});
    }
    select.reset();
    return rows;
}

}  // namespace coexist
