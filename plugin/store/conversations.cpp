#include "store/conversations.hpp"

#include <limits>

namespace coexist {
namespace {

#define CONVERSATION_COLUMNS                                                                      \
    "key, account, tenant, contact, last_at, customer_at, unconfirmed_at, refused_at, human_at, " \
    "human_until, human_message, human_revision, revision"

constexpr const char* select_key = "SELECT " CONVERSATION_COLUMNS " FROM conversation WHERE key = $1";
constexpr const char* select_contact =
    "SELECT " CONVERSATION_COLUMNS " FROM conversation WHERE tenant = $1 AND contact = $2 ORDER BY key";
constexpr const char* select_account =
    "SELECT " CONVERSATION_COLUMNS
    " FROM conversation WHERE account = $1 AND (last_at < $2 OR (last_at = $2 AND key < $3)) "
    "ORDER BY last_at DESC, key DESC LIMIT $4";
constexpr const char* upsert_conversation =
    "INSERT INTO conversation(" CONVERSATION_COLUMNS
    ") VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
    "ON CONFLICT(key) DO UPDATE SET last_at = excluded.last_at, customer_at = excluded.customer_at, "
    "unconfirmed_at = excluded.unconfirmed_at, refused_at = excluded.refused_at, human_at = excluded.human_at, "
    "human_until = excluded.human_until, human_message = excluded.human_message, human_revision = "
    "excluded.human_revision, "
    "revision = excluded.revision";
constexpr const char* delete_row = "DELETE FROM conversation WHERE key = $1";

#undef CONVERSATION_COLUMNS

std::vector<ConversationRow> rows_of(Statement& statement) {
    std::vector<ConversationRow> rows;
    while (statement.next()) {
        rows.push_back({statement.integer(0),
                        statement.integer(1),
                        TenantId(statement.text(2)),
                        statement.integer(3),
                        statement.integer(4),
                        {statement.integer(5), statement.integer(6), statement.integer(7)},
                        statement.integer(12),
                        statement.integer(8),
                        statement.integer(9),
                        statement.integer(10),
                        statement.integer(11)});
    }
    statement.reset();
    return rows;
}

}  // namespace

std::optional<ConversationRow> find_conversation(Session& session, std::int64_t key) {
    std::vector<ConversationRow> rows = rows_of(session.sql(select_key).with(key));
    if (rows.empty()) return std::nullopt;
    return rows.front();
}

void save_conversation(Session& session, const ConversationRow& row) {
    session.sql(upsert_conversation)
        .with(row.key, row.account, row.tenant.value, row.contact, row.last_at, row.window.customer_at,
              row.window.unconfirmed_at, row.window.refused_at, row.human_at, row.human_until, row.human_message,
              row.human_revision, row.revision)
        .run();
}

void delete_conversation(Session& session, std::int64_t key) {
    session.sql(delete_row).with(key).run();
}

std::vector<ConversationRow> conversations_of_contact(Session& session, const TenantId& tenant, std::int64_t contact) {
    return rows_of(session.sql(select_contact).with(tenant.value, contact));
}

std::vector<ConversationRow> conversations_of_account(Session& session, std::int64_t account,
                                                      const std::optional<ConversationCursor>& before, int limit) {
    constexpr std::int64_t end = std::numeric_limits<std::int64_t>::max();
    const ConversationCursor start = before.value_or(ConversationCursor{end, end});
    return rows_of(session.sql(select_account).with(account, start.last_at, start.key, limit));
}

}  // namespace coexist
