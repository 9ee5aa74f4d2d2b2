#pragma once
#include <cstdint>
#include <set>
#include <string>

namespace coexist {

/// What one call of ours showed of a number.
enum class SignKind : std::uint8_t {
    present = 1,    ///< a read described it as attached
    absent = 2,     ///< it is not attached, or not there for us
    no_access = 3,  ///< the token is not accepted any more
    unclear = 4     ///< a read was answered and does not tell
};

struct CallSign {
    std::int64_t asked_at = 0;  ///< when the call was made, Unix ms
    SignKind kind = SignKind::unclear;
    bool read = false;   ///< by reading the number; else by another call
    std::string reason;  ///< why not, as a stable word of ours; empty for present
    auto operator<=>(const CallSign&) const = default;
};

/// The newest signs of each kind, some of each: a value of a join-semilattice.
struct AccountSigns {
    std::set<CallSign> newest;
    bool operator==(const AccountSigns&) const = default;
};

/// How many of each kind are kept.
constexpr std::size_t signs_kept = 16;

/// Puts `other` into `into`. Idempotent, commutative, associative.
void join(AccountSigns& into, const AccountSigns& other);

/// The newest sign that was asked for at `from` (Unix ms) or later and is one of `kinds` (bits 1 << kind), or null.
const CallSign* newest_sign(const AccountSigns& signs, std::int64_t from, unsigned kinds);
/// The newest answered read asked for at `from` or later, or null.
const CallSign* newest_read(const AccountSigns& signs, std::int64_t from);
/// Whether the token is refused: the newest sign of all says so.
bool access_lost(const AccountSigns& signs, std::int64_t from);

constexpr unsigned bit_of(SignKind kind) {
    return 1U << static_cast<unsigned>(kind);
}

}  // namespace coexist
