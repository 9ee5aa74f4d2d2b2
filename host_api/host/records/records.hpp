#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/records/database.hpp"
#include "host/records/directory.hpp"

namespace crm {

/// The CRM's records as last heard from the plugins' feeds, seen with the eyes of one person: what belongs to a
/// tenant of others is not there. Documents are the plugins' own, as JSON text. Thread-safe.
class Records {
  public:
    explicit Records(Database& database) : database_(database) {}

    std::vector<std::string> accounts(const Person& person);
    /// `search`: part of a name or identity; empty = all. At most `limit`, by name.
    std::vector<std::string> contacts(const Person& person, std::string_view search, int limit);
    std::vector<std::string> conversations(const Person& person, int limit);
    /// The messages with a contact and with all that were merged into him or he into, oldest first; the last
    /// `limit` of them. Nothing when the contact is not this person's to see.
    std::optional<std::vector<std::string>> timeline(const Person& person, std::string_view contact, int limit);
    std::optional<std::string> operation(const Person& person, std::string_view id);

    /// Which plugin and provider serve an account.
    struct Serving {
        std::string plugin;
        std::string provider;
    };
    std::optional<Serving> serving(const Person& person, std::string_view account);

    /// Whether records of this plugin know the account at all, whoever may see it.
    bool knows_account(std::string_view account);

    std::string setting(std::string_view name);
    void set_setting(std::string_view name, std::string_view value);

  private:
    Database& database_;
};

}  // namespace crm
