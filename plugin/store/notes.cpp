#include "store/notes.hpp"

#include <algorithm>
#include <limits>

namespace coexist {
namespace {

#define NOTE_COLUMNS "id, note_id, tenant, account, identity, at, actor, text"

constexpr const char* select_note = "SELECT " NOTE_COLUMNS " FROM conversation_note WHERE note_id = $1";
constexpr const char* insert_row =
    "INSERT INTO conversation_note(note_id, tenant, account, identity, at, actor, text) "
    "VALUES($1, $2, $3, $4, $5, $6, $7) ON CONFLICT(note_id) DO NOTHING";
constexpr const char* delete_row = "DELETE FROM conversation_note WHERE note_id = $1";
constexpr const char* select_on =
    "SELECT " NOTE_COLUMNS
    " FROM conversation_note WHERE account = $1 AND identity = $2 AND id < $3 ORDER BY id DESC LIMIT $4";
constexpr const char* select_tenant =
    "SELECT " NOTE_COLUMNS " FROM conversation_note WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3";
constexpr const char* select_person =
    "SELECT " NOTE_COLUMNS " FROM conversation_note WHERE tenant = $1 AND identity = $2 ORDER BY id";
// A note's id is made of its operation's.
constexpr const char* clear_operations =
    "UPDATE operation SET input_hash = 'erased' WHERE operation_id IN "
    "(SELECT 'op_' || substr(note_id, 6) FROM conversation_note WHERE tenant = $1 AND identity = $2)";
constexpr const char* delete_person = "DELETE FROM conversation_note WHERE tenant = $1 AND identity = $2";
#undef NOTE_COLUMNS

std::vector<NoteRow> rows_of(Statement& select) {
    std::vector<NoteRow> rows;
    while (select.next()) {
        rows.push_back({select.integer(0), select.text(1), TenantId(select.text(2)), select.integer(3),
                        select.integer(4), select.integer(5), select.text(6), select.text(7)});
    }
    select.reset();
    return rows;
}

}  // namespace

std::optional<NoteRow> find_note(Session& session, const std::string& note_id) {
    std::vector<NoteRow> rows = rows_of(session.sql(select_note).with(note_id));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

void insert_note(Session& session, const NoteRow& row) {
    session.sql(insert_row)
        .with(row.note_id, row.tenant.value, row.account, row.identity, row.at, row.actor, row.text)
        .run();
}

void delete_note(Session& session, const std::string& note_id) {
    session.sql(delete_row).with(note_id).run();
}

std::vector<NoteRow> notes_on(Session& session, std::int64_t account, const std::vector<std::int64_t>& identities,
                              std::optional<std::int64_t> before, int limit) {
    const std::int64_t end = before.value_or(std::numeric_limits<std::int64_t>::max());
    std::vector<NoteRow> rows;
    for (const std::int64_t identity : identities) {
        for (NoteRow& row : rows_of(session.sql(select_on).with(account, identity, end, limit))) {
            rows.push_back(std::move(row));
        }
    }
    std::sort(rows.begin(), rows.end(), [](const NoteRow& left, const NoteRow& right) { return left.id > right.id; });
    if (rows.size() > static_cast<std::size_t>(limit)) rows.resize(static_cast<std::size_t>(limit));
    return rows;
}

std::vector<NoteRow> notes_of_tenant(Session& session, const TenantId& tenant, std::int64_t after, int limit) {
    return rows_of(session.sql(select_tenant).with(tenant.value, after, limit));
}

std::vector<NoteRow> notes_on_person(Session& session, const TenantId& tenant,
                                     const std::vector<std::int64_t>& identities) {
    std::vector<NoteRow> rows;
    for (const std::int64_t identity : identities) {
        for (NoteRow& row : rows_of(session.sql(select_person).with(tenant.value, identity))) {
            rows.push_back(std::move(row));
        }
    }
    std::sort(rows.begin(), rows.end(), [](const NoteRow& left, const NoteRow& right) { return left.id < right.id; });
    return rows;
}

void forget_notes(Session& session, const TenantId& tenant, std::int64_t identity) {
    session.sql(clear_operations).with(tenant.value, identity).run();
    session.sql(delete_person).with(tenant.value, identity).run();
}

}  // namespace coexist
