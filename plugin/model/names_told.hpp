#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "model/contact.hpp"

namespace coexist {

/// When one word was told: the first time, and the last time with its source.
struct Told {
    std::int64_t first_at = 0;  ///< Unix seconds
    Evidence last;
    auto operator<=>(const Told&) const = default;
};

/// Every name and wish that was ever told of one identity, each word once. The newest alone would not do: a number is
/// given to somebody else one day, this may be learned late, and then each of them must have his own names.
struct NamesTold {
    using Name = std::pair<std::string, bool>;  ///< a name, and whether it was taken out
    std::map<Name, Told> profile;
    std::map<Name, Told> address_book;
    std::map<Name, Told> username;
    std::map<std::pair<std::string, std::string>, Told> preferences;  ///< category and wish
    std::map<std::string, Told> thread_owner;
    std::map<std::string, Told> key_hash;
    bool operator==(const NamesTold&) const = default;
};

/// Puts `other` into `into`. Idempotent, commutative, associative.
void join(NamesTold& into, const NamesTold& other);
/// The same for what one fact says.
void tell(NamesTold& into, const ContactNames& names);

constexpr std::int64_t for_ever = std::numeric_limits<std::int64_t>::max();

/// What was told later than `after` and not later than `until` (Unix seconds): of each kind the newest. A word that was
/// told several times counts at its first and its last time.
ContactNames names_between(const NamesTold& told, std::int64_t after = 0, std::int64_t until = for_ever);

/// Whether both show the same words, whenever they were told.
bool same_words(const NamesTold& one, const NamesTold& other);

}  // namespace coexist
