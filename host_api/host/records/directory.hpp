#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/records/database.hpp"
#include "loader/problem.hpp"

namespace crm {

/// A hotel, or whoever's guests must not be seen by the others.
struct Tenant {
    std::string id;
    std::string name;
    std::string time_zone;  ///< IANA, e.g. "Europe/Vienna"
};

/// Somebody who may sign in.
struct Person {
    std::string id;
    std::string name;
    std::vector<std::string> roles;    ///< "admin", "staff"
    std::vector<std::string> tenants;  ///< whose records he sees
    std::string locale;                ///< BCP 47; may be empty
    bool operates = false;             ///< runs the host: may see what concerns all tenants; only with the role admin
    std::string origin = {};           ///< where this call comes from; not kept
    std::vector<Tenant> hotels = {};   ///< those tenants by name and time zone; none where they are very many

    bool has_role(std::string_view role) const;
    bool sees(std::string_view tenant) const;
    /// crm_http_request::actor; `preferred` is the locale if the person has none of his own.
    std::string actor(std::string_view preferred) const;
};

/// Tenants, people and their API tokens. Thread-safe.
class Directory {
  public:
    explicit Directory(Database& database) : database_(database) {}

    /// Adds or changes. Problems: invalid_id, invalid_time_zone.
    Result<Tenant> put_tenant(const Tenant& tenant);
    /// Adds or changes. Problems: invalid_id, unknown_role, unknown_tenant.
    Result<Person> put_person(const Person& person);
    std::vector<Tenant> tenants();
    std::vector<Person> people();
    std::optional<Person> person(std::string_view id);

    /// Makes a token and answers its text, which is shown this once: only its SHA-256 is kept. `days` 0: for ever.
    /// Problems: unknown_person.
    Result<std::string> create_token(std::string_view person, std::string_view label, int days, std::int64_t now_ms);
    /// Whose token this is; none when it is unknown or past its time.
    std::optional<Person> person_of_token(std::string_view token, std::int64_t now_ms);

    /// The admin of all tenants that the console acts as.
    Person console();

  private:
    Database& database_;
};

}  // namespace crm
