#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "channels/cloud/json_members.hpp"
#include "channels/cloud/part.hpp"
#include "model/identity.hpp"

namespace coexist::cloud {

/// Adds a name of a person as a member like `from`, `to` or `wa_id` holds it: a phone number in any form of
/// writing, or a business-scoped user ID, which some senders put in the same place. Anything else adds nothing.
void add_person(Identities& identities, std::string_view written);

/// Adds a business-scoped user ID and its parent, of which either may be empty (Meta, "Business-scoped user IDs").
void add_user_ids(Identities& identities, std::string user_id, std::string parent_user_id);

/// A username without the "@" that samples put before it.
std::string username_of(std::string_view written);

/// The people of one change, from its `contacts`. They are found by wa_id or user ID; their position in the
/// array means nothing (Meta batches several people into one value).
class People {
  public:
    explicit People(const json::object& value);

    /// Somebody of whom a thread of history tells; `username` may be empty.
    void know(const Identities& identities, const std::string& username);

    /// Adds to `identities` all names that `contacts` shows for the same person, and notes `evidence` as the
    /// time at which that person's names were true. Where an item names nobody and `contacts` shows one person
    /// only, it is that person.
    void complete(Identities& identities, const Evidence& evidence);

    /// Says one ContactFact for each person.
    void tell(Part& part) const;

  private:
    struct Person {
        Identities identities;
        std::string profile_name;
        std::string username;
        std::string key_hash;
        Evidence newest;
    };
    void add(const json::object& contact);
    Person& person_of(const Identities& identities);
    Person* find(const Identities& identities);

    std::vector<Person> people_;
    std::map<Identity, std::size_t> by_identity_;
};

}  // namespace coexist::cloud
