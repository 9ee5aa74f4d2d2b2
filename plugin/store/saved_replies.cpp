#include "store/saved_replies.hpp"

namespace coexist {
namespace {

constexpr const char* select_reply =
    "SELECT id, reply_id, tenant, title, text, at, actor FROM saved_reply WHERE reply_id = $1";
constexpr const char* select_tenant =
    "SELECT id, reply_id, tenant, title, text, at, actor FROM saved_reply WHERE tenant = $1 ORDER BY id";
constexpr const char* upsert_reply =
    "INSERT INTO saved_reply(reply_id, tenant, title, text, at, actor) VALUES($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT(reply_id) DO UPDATE SET title = excluded.title, text = excluded.text, at = excluded.at, "
    "actor = excluded.actor";
constexpr const char* delete_row = "DELETE FROM saved_reply WHERE reply_id = $1";

std::vector<SavedReplyRow> rows_of(Statement& select) {
    std::vector<SavedReplyRow> rows;
    while (select.next()) {
        rows.push_back({select.integer(0), select.text(1), TenantId(select.text(2)), select.text(3), select.text(4),
                        select.integer(5), select.text(6)});
    }
    select.reset();
    return rows;
}

}  // namespace

std::optional<SavedReplyRow> find_saved_reply(Session& session, const std::string& reply_id) {
    std::vector<SavedReplyRow> rows = rows_of(session.sql(select_reply).with(reply_id));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

void save_saved_reply(Session& session, const SavedReplyRow& row) {
    session.sql(upsert_reply).with(row.reply_id, row.tenant.value, row.title, row.text, row.at, row.actor).run();
}

void delete_saved_reply(Session& session, const std::string& reply_id) {
    session.sql(delete_row).with(reply_id).run();
}

std::vector<SavedReplyRow> saved_replies_of(Session& session, const TenantId& tenant) {
    return rows_of(session.sql(select_tenant).with(tenant.value));
}

}  // namespace coexist
