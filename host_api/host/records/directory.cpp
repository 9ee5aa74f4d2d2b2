#include "host/records/directory.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>

#include "loader/hex.hpp"

namespace crm {
namespace json = boost::json;
namespace {

constexpr std::string_view token_start = "crm_";
constexpr std::size_t token_bytes = 32;
constexpr std::int64_t day_ms = 86400000;

std::string digest(std::string_view token) {
    std::string sum(32, '\0');
    unsigned int length = 0;
    EVP_Digest(token.data(), token.size(), reinterpret_cast<unsigned char*>(sum.data()), &length, EVP_sha256(),
               nullptr);
    return sum;
}

bool is_id(std::string_view id) {
    return !id.empty() && id.size() <= 64 &&
           id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.@-") ==
               std::string_view::npos;
}

Problem bad_id(const std::string& id) {
    return {"invalid_id", "\"" + id + "\" cannot be an id.", "Use letters, digits, '.', '@', '_' and '-', at most 64."};
}

/// By the system's zone table where there is one, else by its form.
bool is_time_zone(const std::string& name) {
    if (name.empty() || name.front() == '/' || name.find("..") != std::string::npos) return false;
    const std::filesystem::path zones = "/usr/share/zoneinfo";
    std::error_code ignored;
    if (std::filesystem::is_directory(zones, ignored)) return std::filesystem::is_regular_file(zones / name, ignored);
    return name == "UTC" || name.find('/') != std::string::npos;
}

std::vector<std::string> column_of(SQLite::Database& db, const char* sql, std::string_view id) {
    SQLite::Statement rows(db, sql);
    rows.bind(1, std::string(id));
    std::vector<std::string> values;
    while (rows.executeStep()) values.push_back(rows.getColumn(0).getString());
    return values;
}

// With each request: whoever serves more of them has a page of the CRM that names them.
constexpr std::size_t most_hotels = 50;

std::vector<Tenant> hotels_of(SQLite::Database& db, std::string_view id) {
    SQLite::Statement rows(db,
                           "SELECT tenant.id, tenant.name, time_zone FROM person_tenant JOIN tenant ON tenant.id = "
                           "person_tenant.tenant WHERE person=? ORDER BY tenant.id");
    rows.bind(1, std::string(id));
    std::vector<Tenant> hotels;
    while (rows.executeStep()) {
        if (hotels.size() == most_hotels) return {};
        hotels.push_back({rows.getColumn(0).getString(), rows.getColumn(1).getString(), rows.getColumn(2).getString()});
    }
    return hotels;
}

std::optional<Person> find_person(SQLite::Database& db, std::string_view id) {
    SQLite::Statement row(db, "SELECT name, locale, operates FROM person WHERE id=?");
    row.bind(1, std::string(id));
    if (!row.executeStep()) return std::nullopt;
    return Person{std::string(id),
                  row.getColumn(0).getString(),
                  column_of(db, "SELECT role FROM person_role WHERE person=? ORDER BY role", id),
                  column_of(db, "SELECT tenant FROM person_tenant WHERE person=? ORDER BY tenant", id),
                  row.getColumn(1).getString(),
                  row.getColumn(2).getInt() != 0,
                  {},
                  hotels_of(db, id)};
}

}  // namespace

bool Person::has_role(std::string_view role) const {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
}

bool Person::sees(std::string_view tenant) const {
    return std::find(tenants.begin(), tenants.end(), tenant) != tenants.end();
}

std::string Person::actor(std::string_view preferred) const {
    json::object actor{
        {"id", id}, {"name", name}, {"roles", json::value_from(roles)}, {"tenants", json::value_from(tenants)}};
    const std::string_view chosen = locale.empty() ? preferred : std::string_view(locale);
    if (!chosen.empty()) actor["locale"] = std::string(chosen);
    if (operates) actor["operator"] = true;
    if (!origin.empty()) actor["origin"] = origin;
    for (const Tenant& hotel : hotels) {
        if (!actor.contains("tenant_details")) actor["tenant_details"] = json::object();
        actor["tenant_details"].as_object()[hotel.id] =
            json::object{{"name", hotel.name}, {"time_zone", hotel.time_zone}};
    }
    return json::serialize(actor);
}

Result<Tenant> Directory::put_tenant(const Tenant& tenant) {
    if (!is_id(tenant.id)) return bad_id(tenant.id);
    if (!is_time_zone(tenant.time_zone)) {
        return Problem{"invalid_time_zone", "\"" + tenant.time_zone + "\" is no time zone that this system knows.",
                       "Name one of the IANA time zones, such as Europe/Vienna."};
    }
    database_.write([&](SQLite::Database& db) {
        SQLite::Statement put(db,
                              "INSERT INTO tenant(id, name, time_zone) VALUES(?, ?, ?) ON CONFLICT(id) DO UPDATE SET "
                              "name=excluded.name, time_zone=excluded.time_zone");
        SQLite::bind(put, tenant.id, tenant.name, tenant.time_zone);
        put.exec();
    });
    return tenant;
}

Result<Person> Directory::put_person(const Person& person) {
    if (!is_id(person.id) || person.id == "console") return bad_id(person.id);
    for (const std::string& role : person.roles) {
        if (role == "admin" || role == "staff") continue;
        return Problem{"unknown_role", "There is no role \"" + role + "\".", "Use admin or staff."};
    }
    if (person.operates && !person.has_role("admin")) {
        return Problem{"operator_no_admin", "Only an admin can run the host.", "Give the role too: --role admin"};
    }
    const std::vector<Tenant> known = tenants();
    for (const std::string& id : person.tenants) {
        const auto same = [&](const Tenant& tenant) { return tenant.id == id; };
        if (std::any_of(known.begin(), known.end(), same)) continue;
        return Problem{"unknown_tenant", "There is no tenant \"" + id + "\".",
                       "Add it first with: crm-host tenant add " + id + " --name NAME --time-zone ZONE"};
    }
    database_.write([&](SQLite::Database& db) {
        SQLite::Statement put(db,
                              "INSERT INTO person(id, name, locale, operates) VALUES(?, ?, ?, ?) ON CONFLICT(id) DO "
                              "UPDATE SET name=excluded.name, locale=excluded.locale, operates=excluded.operates");
        SQLite::bind(put, person.id, person.name, person.locale, person.operates ? 1 : 0);
        put.exec();
        for (const char* sql : {"DELETE FROM person_role WHERE person=?", "DELETE FROM person_tenant WHERE person=?"}) {
            SQLite::Statement clear(db, sql);
            clear.bind(1, person.id);
            clear.exec();
        }
        SQLite::Statement role(db, "INSERT OR IGNORE INTO person_role(person, role) VALUES(?, ?)");
        for (const std::string& name : person.roles) {
            SQLite::bind(role, person.id, name);
            role.exec();
            role.reset();
        }
        SQLite::Statement tenant(db, "INSERT OR IGNORE INTO person_tenant(person, tenant) VALUES(?, ?)");
        for (const std::string& id : person.tenants) {
            SQLite::bind(tenant, person.id, id);
            tenant.exec();
            tenant.reset();
        }
    });
    return person;
}

std::vector<Tenant> Directory::tenants() {
    const Database::Reader reader = database_.read();
    SQLite::Statement rows(*reader, "SELECT id, name, time_zone FROM tenant ORDER BY id");
    std::vector<Tenant> all;
    while (rows.executeStep()) {
        all.push_back({rows.getColumn(0).getString(), rows.getColumn(1).getString(), rows.getColumn(2).getString()});
    }
    return all;
}

std::vector<Person> Directory::people() {
    const Database::Reader reader = database_.read();
    SQLite::Statement rows(*reader, "SELECT id FROM person ORDER BY id");
    std::vector<Person> all;
    while (rows.executeStep()) {
        if (auto person = find_person(*reader, rows.getColumn(0).getString())) all.push_back(std::move(*person));
    }
    return all;
}

std::optional<Person> Directory::person(std::string_view id) {
    const Database::Reader reader = database_.read();
    return find_person(*reader, id);
}

Result<std::string> Directory::create_token(std::string_view person, std::string_view label, int days,
                                            std::int64_t now_ms) {
    if (!this->person(person)) {
        return Problem{
            "unknown_person", "There is no user \"" + std::string(person) + "\".",
            "Add the user first with: crm-host user add " + std::string(person) + " --role staff --tenant ID"};
    }
    std::string secret(token_bytes, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(secret.data()), static_cast<int>(token_bytes)) != 1) {
        return Problem{"no_randomness", "The system gave no random bytes.", "Try again."};
    }
    const std::string token = std::string(token_start) + hex(secret);
    database_.write([&](SQLite::Database& db) {
        SQLite::Statement put(db,
                              "INSERT INTO token(hash, person, label, created_at, expires_at) VALUES(?, ?, ?, ?, ?)");
        const std::string sum = digest(token);
        put.bind(1, sum.data(), static_cast<int>(sum.size()));
        put.bind(2, std::string(person));
        put.bind(3, std::string(label));
        put.bind(4, now_ms);
        if (days > 0) put.bind(5, now_ms + days * day_ms);
        put.exec();
    });
    return token;
}

std::optional<Person> Directory::person_of_token(std::string_view token, std::int64_t now_ms) {
    if (token.substr(0, token_start.size()) != token_start) return std::nullopt;
    const Database::Reader reader = database_.read();
    SQLite::Statement row(*reader, "SELECT person FROM token WHERE hash=? AND (expires_at IS NULL OR expires_at > ?)");
    const std::string sum = digest(token);
    row.bind(1, sum.data(), static_cast<int>(sum.size()));
    row.bind(2, now_ms);
    if (!row.executeStep()) return std::nullopt;
    return find_person(*reader, row.getColumn(0).getString());
}

Person Directory::console() {
    Person person{"console", "Console", {"admin"}, {}, "", true, "console"};
    for (const Tenant& tenant : tenants()) person.tenants.push_back(tenant.id);
    return person;
}

}  // namespace crm
