#pragma once
#include <compare>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace coexist {

/// What can name a person on WhatsApp. A username is a label, never an identity: it can be given up and
/// taken by someone else.
enum class IdentityKind : std::uint8_t { wa_id = 1, bsuid = 2, parent_bsuid = 3, lid = 4 };

/// "wa_id", "bsuid", "parent_bsuid", "lid".
std::string_view name_of(IdentityKind kind);

struct Identity {
    IdentityKind kind = IdentityKind::wa_id;
    std::string value;  ///< wa_id: digits only
    auto operator<=>(const Identity&) const = default;
};

/// All names that one webhook shows for one person. Any of them may be missing, the phone number too.
using Identities = std::set<Identity>;

/// Only the digits of a phone number as people or Graph write it ("+90 532 111 00 22" -> "905321110022").
std::string digits_of(std::string_view phone);

/// A stable 64-bit hash of one identity: the row key of contacts. Equal on every machine and version.
std::uint64_t hash_of(const Identity& identity);

}  // namespace coexist
