#pragma once
#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "model/identity.hpp"
#include "model/message.hpp"

namespace coexist {

/// An identity while one person has it. Numbers are recycled: whoever leaves a number at T has it up to T, and what is
/// told of it later speaks of somebody else, until the next one leaves it.
struct Tenure {
    Identity identity;
    std::int64_t after = 0;  ///< begins after this, Unix seconds; 0: ever since
    auto operator<=>(const Tenure&) const = default;
};

/// When an identity was left, Unix seconds.
using Ends = std::set<std::int64_t>;

/// Who has the identity at that time. The very second of an end still belongs to the one who leaves.
Tenure tenure_at(const Identity& identity, const Ends& ends, std::int64_t at);
/// When the tenure ends, Unix seconds; the greatest number if it goes on.
std::int64_t until(const Tenure& tenure, const Ends& ends);
/// The row key of a tenure; of the first one the identity's own.
std::int64_t key_of(const Tenure& tenure);

/// Why two identities are taken for one person. The number is stored, never change one.
enum class LinkKind : std::uint8_t {
    shown = 1,   ///< one webhook, or the webhooks of one message, show both
    changed = 2  ///< a notice of the platform says that one became the other
};
/// "shown_together", "changed".
std::string_view name_of(LinkKind kind);

struct LinkKey {
    Identity one;
    Identity other;
    LinkKind kind = LinkKind::shown;
    std::int64_t changed_at = 0;  ///< of a change: it speaks of the tenures of that time
    auto operator<=>(const LinkKey&) const = default;
};

/// What people decided on two identities. It wins over what was observed.
struct Verdict {
    std::int64_t at = 0;  ///< Unix milliseconds
    bool separated = false;
    std::string source;  ///< the operation
    auto operator<=>(const Verdict&) const = default;
};

/// All that is known of who is who, among some identities: a value of a join-semilattice.
struct PersonGraph {
    std::map<Identity, Ends> identities;
    std::map<LinkKey, Evidence> links;  ///< the earliest evidence
    std::map<std::pair<Tenure, Tenure>, Verdict> verdicts;
    bool operator==(const PersonGraph&) const = default;
};

/// Puts `other` into `into`. Idempotent, commutative, associative.
void join(PersonGraph& into, const PersonGraph& other);

/// One webhook shows these identities as one person.
void show_together(PersonGraph& graph, const Identities& identities, const Evidence& evidence);
/// A notice of the platform: the person of `earlier` goes on as `later`. `left`: he gave up the numbers that he has no
/// more (Meta, "Webhooks: system": user_changed_number; user_changed_user_id leaves none).
void move_on(PersonGraph& graph, const Identities& earlier, const Identities& later, bool left,
             const Evidence& evidence);

/// Which contact each tenure belongs to: the smallest key among those of one person.
///
/// People's word counts first, then changes, then what was shown together, each the earliest first; nothing brings
/// together what people separated. Two ways to write one number (phone_match.hpp) are one person while nobody ever left
/// either and the person that this would make has not more than one that has a business-scoped user ID.
std::map<Tenure, std::int64_t> contacts_of(const PersonGraph& graph);

}  // namespace coexist
