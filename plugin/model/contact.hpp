#pragma once
#include <map>
#include <optional>
#include <string>

#include "model/identity.hpp"
#include "model/message.hpp"

namespace coexist {

/// A name as one source gave it.
struct NameRegister {
    Evidence evidence;
    std::string name;
    bool removed = false;  ///< address book only: taken out; beats an add of the same second
    auto operator<=>(const NameRegister&) const = default;
};

/// A word that one source told of a person.
struct WordRegister {
    Evidence evidence;
    std::string word;
    auto operator<=>(const WordRegister&) const = default;
};

/// All that is known of one identity. Contacts are the connected components of identities that were seen
/// together; the names of a component are the join of its members' names.
struct ContactNames {
    std::optional<NameRegister> profile;       ///< what the person calls himself
    std::optional<NameRegister> address_book;  ///< what the owner's phone calls him
    std::optional<NameRegister> username;      ///< a label
    /// What the person wants, by category of messages ("marketing_messages": "stop" or "resume").
    std::map<std::string, WordRegister> preferences;
    std::optional<WordRegister> thread_owner;  ///< who answers: the platform's word ("meta_business_agent", ...)
    std::optional<WordRegister> key_hash;      ///< hash of the person's encryption key: another one, another device
    bool operator==(const ContactNames&) const = default;
};

/// Puts `other` into `into`. Idempotent, commutative, associative.
void join(ContactNames& into, const ContactNames& other);

/// Whether both say the same words, whenever and by whatever they were said: a person is shown the same then.
bool same_words(const ContactNames& one, const ContactNames& other);

/// The name to show: address book, else profile, else username; empty if there is none.
std::string name_of(const ContactNames& names);

}  // namespace coexist
