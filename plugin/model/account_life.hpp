#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace coexist {

/// What the platform can tell of a number's life (webhooks `account_update` and `application`, the deauthorize
/// callback). app_installed and app_uninstalled are of our own app only.
enum class LifeKind : std::uint8_t {
    partner_added = 1,
    partner_removed = 2,
    app_installed = 3,
    app_uninstalled = 4,
    offboarded = 5,
    reconnected = 6,
    deleted = 7,
    restriction = 8,
    violation = 9,
    disabled_update = 10,
    doubted = 11,      ///< something about the business's grants changed; only asking tells whether it concerns us
    deauthorized = 12  ///< the person who granted access took it back
};

std::string_view name_of(LifeKind kind);

struct LifeEvent {
    std::int64_t at = 0;       ///< platform time, Unix seconds; the arrival's where the platform told none
    std::string reason;        ///< e.g. "ACCOUNT_DISCONNECTED", "PRIMARY_INACTIVITY"
    std::string initiated_by;  ///< "USER", "SYSTEM" or empty
    std::string raw;           ///< the value object, minified JSON
    /// When it first came, Unix seconds. The same event told again is not newer for it.
    std::int64_t received_at = 0;
    bool operator==(const LifeEvent&) const = default;
};

/// Newest last; of one event told twice the earlier arrival is the greater.
bool operator<(const LifeEvent& left, const LifeEvent& right);

/// The newest event of each kind: a value of a join-semilattice.
struct AccountLife {
    std::map<LifeKind, LifeEvent> newest;
    bool operator==(const AccountLife&) const = default;
};

/// Puts `other` into `into`. Idempotent, commutative, associative.
void join(AccountLife& into, const AccountLife& other);

/// Whether the number is attached, as far as webhooks tell. `undecided`: OFFBOARDED and RECONNECTED carry
/// one second (Meta's own samples do); only asking the platform can tell.
enum class Attachment : std::uint8_t { attached, offboarded, removed, undecided };

struct LifeVerdict {
    Attachment attachment = Attachment::attached;
    LifeKind kind = LifeKind::partner_added;  ///< of `because`
    std::optional<LifeEvent> because;
};

/// Events before `generation_start` (Unix seconds: when this connection was made) speak of an earlier
/// connection and are ignored.
LifeVerdict verdict(const AccountLife& life, std::int64_t generation_start);

}  // namespace coexist
