#include "host/records/records.hpp"

#include <boost/json.hpp>

namespace crm {
namespace {

/// A person's tenants as SQL's json_each reads them.
std::string tenants_of(const Person& person) {
    return boost::json::serialize(boost::json::value_from(person.tenants));
}

std::vector<std::string> documents(SQLite::Statement& rows) {
    std::vector<std::string> all;
    while (rows.executeStep()) all.push_back(rows.getColumn(0).getString());
    return all;
}

constexpr const char* all_accounts =
    "SELECT document FROM account WHERE document IS NOT NULL AND tenant IN (SELECT value FROM json_each(?)) "
    "ORDER BY plugin, id";
constexpr const char* some_contacts =
    "SELECT document FROM contact WHERE document IS NOT NULL AND tenant IN (SELECT value FROM json_each(?)) "
    "AND (?2 = '' OR instr(lower(document), lower(?2)) > 0) ORDER BY name, id LIMIT ?3";
constexpr const char* last_conversations =
    "SELECT document FROM conversation WHERE document IS NOT NULL AND tenant IN (SELECT value FROM json_each(?)) "
    "ORDER BY last_at DESC, id LIMIT ?2";
constexpr const char* surviving_contact =
    "WITH RECURSIVE line(plugin, tenant, id, into_id, depth) AS ("
    " SELECT plugin, tenant, id, into_id, 0 FROM contact WHERE id = ?2 AND tenant IN (SELECT value FROM json_each(?1))"
    " UNION ALL SELECT c.plugin, c.tenant, c.id, c.into_id, line.depth + 1 FROM contact c JOIN line"
    "  ON c.plugin = line.plugin AND c.tenant = line.tenant AND c.id = line.into_id WHERE line.depth < 100)"
    "SELECT plugin, id FROM line ORDER BY depth DESC LIMIT 1";
constexpr const char* messages_of =
    "WITH RECURSIVE merged(id, depth) AS ("
    " SELECT ?2, 0 UNION SELECT c.id, merged.depth + 1 FROM contact c JOIN merged ON c.plugin = ?1"
    "  AND c.tenant IN (SELECT value FROM json_each(?3)) AND c.into_id = merged.id WHERE merged.depth < 100)"
    "SELECT document FROM (SELECT document, sent_at, id FROM message WHERE plugin = ?1 AND document IS NOT NULL"
    " AND contact IN (SELECT id FROM merged) AND tenant IN (SELECT value FROM json_each(?3))"
    " ORDER BY sent_at DESC, id DESC LIMIT ?4) ORDER BY sent_at, id";

}  // namespace

std::vector<std::string> Records::accounts(const Person& person) {
    const Database::Reader reader = database_.read();
    SQLite::Statement rows(*reader, all_accounts);
    rows.bind(1, tenants_of(person));
    return documents(rows);
}

std::vector<std::string> Records::contacts(const Person& person, std::string_view search, int limit) {
    const Database::Reader reader = database_.read();
    SQLite::Statement rows(*reader, some_contacts);
    rows.bind(1, tenants_of(person));
    rows.bind(2, std::string(search));
    rows.bind(3, limit);
    return documents(rows);
}

std::vector<std::string> Records::conversations(const Person& person, int limit) {
    const Database::Reader reader = database_.read();
    SQLite::Statement rows(*reader, last_conversations);
    rows.bind(1, tenants_of(person));
    rows.bind(2, limit);
    return documents(rows);
}

std::optional<std::vector<std::string>> Records::timeline(const Person& person, std::string_view contact, int limit) {
    const Database::Reader reader = database_.read();
    SQLite::Statement survivor(*reader, surviving_contact);
    survivor.bind(1, tenants_of(person));
    survivor.bind(2, std::string(contact));
    if (!survivor.executeStep()) return std::nullopt;
    SQLite::Statement rows(*reader, messages_of);
    rows.bind(1, survivor.getColumn(0).getString());
    rows.bind(2, survivor.getColumn(1).getString());
    rows.bind(3, tenants_of(person));
    rows.bind(4, limit);
    return documents(rows);
}

std::optional<std::string> Records::operation(const Person& person, std::string_view id) {
    const Database::Reader reader = database_.read();
    SQLite::Statement row(*reader,
                          "SELECT document FROM operation WHERE id = ?2 AND document IS NOT NULL AND tenant IN (SELECT "
                          "value FROM json_each(?1))");
    row.bind(1, tenants_of(person));
    row.bind(2, std::string(id));
    if (!row.executeStep()) return std::nullopt;
    return row.getColumn(0).getString();
}

std::optional<Records::Serving> Records::serving(const Person& person, std::string_view account) {
    const Database::Reader reader = database_.read();
    SQLite::Statement row(
        *reader,
        "SELECT plugin, provider FROM account WHERE id = ?2 AND document IS NOT NULL AND tenant IN (SELECT value FROM "
        "json_each(?1))");
    row.bind(1, tenants_of(person));
    row.bind(2, std::string(account));
    if (!row.executeStep()) return std::nullopt;
    return Serving{row.getColumn(0).getString(), row.getColumn(1).getString()};
}

bool Records::knows_account(std::string_view account) {
    const Database::Reader reader = database_.read();
    SQLite::Statement row(*reader, "SELECT 1 FROM account WHERE id = ?");
    row.bind(1, std::string(account));
    return row.executeStep();
}

std::string Records::setting(std::string_view name) {
    const Database::Reader reader = database_.read();
    SQLite::Statement row(*reader, "SELECT value FROM setting WHERE name = ?");
    row.bind(1, std::string(name));
    return row.executeStep() ? row.getColumn(0).getString() : std::string();
}

void Records::set_setting(std::string_view name, std::string_view value) {
    database_.write([&](SQLite::Database& db) {
        SQLite::Statement put(db,
                              "INSERT INTO setting(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET "
                              "value=excluded.value");
        SQLite::bind(put, std::string(name), std::string(value));
        put.exec();
    });
}

}  // namespace crm
