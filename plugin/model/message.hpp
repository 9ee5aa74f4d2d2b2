#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "model/identity.hpp"
#include "model/ids.hpp"

namespace coexist {

/// Who wrote a message. A higher origin wins where two sources claim one message (architecture's merge law).
enum class Origin : std::uint8_t {
    imported = 1,  ///< known from history only; the side is in Message::sides
    customer = 2,
    business_app = 3,  ///< typed on the owner's phone, arrived as an echo
    other_app = 4,     ///< another partner's app or Meta's own agent
    api = 5            ///< sent by us
};

std::string_view name_of(Origin origin);

/// What carried the content; a higher witness wins.
enum class Witness : std::uint8_t { history = 1, follow_up = 2, live = 3 };

enum Side : std::uint8_t { side_none = 0, side_customer = 1, side_business = 2 };

/// A register's rank: the newest by platform time wins; ties, normal because platform clocks count seconds,
/// fall to the source's id and then to the bytes, never to the order of arrival.
struct Evidence {
    std::int64_t at = 0;  ///< platform time, Unix seconds; 0 = not told
    std::string source;   ///< the wamid (or event id) that said it
    auto operator<=>(const Evidence&) const = default;
};

/// A file that a message refers to. Its bytes are fetched later.
struct Media {
    std::string id;
    std::string mime_type;
    std::string sha256;  ///< lower-case hex, whichever form the platform used
    std::string filename;
    bool voice = false;
    bool animated = false;  ///< stickers
    auto operator<=>(const Media&) const = default;
};

/// What a message says. `type` is the platform's word ("text", "image", "unsupported", ...).
struct Content {
    bool real = false;  ///< false: a typed placeholder (131060, media_placeholder, unsupported, a type we do not know)
    Witness witness = Witness::history;
    Evidence evidence;
    std::string type;
    std::string text;  ///< body or caption; empty if there is none
    std::optional<Media> media;
    std::string reply_to;  ///< wamid that is quoted
    std::string raw;       ///< the platform's item as minified JSON, key order untouched
    /// What it says beside words and file, by name ("location", "order", "referral", ...): each one JSON value of the
    /// form that the document of a message has for it.
    std::map<std::string, std::string> parts = {};
    auto operator<=>(const Content&) const = default;
};

struct Edit {
    Evidence evidence;
    std::string text;
    std::string raw;
    auto operator<=>(const Edit&) const = default;
};

struct Revoke {
    Evidence evidence;
    std::uint8_t side = side_none;
    auto operator<=>(const Revoke&) const = default;
};

struct Reaction {
    Evidence evidence;
    std::string emoji;  ///< empty: taken back
    bool live = true;   ///< false: known from history only
    auto operator<=>(const Reaction&) const = default;
};

/// pending < sent < failed < delivered < read < played: failed yields to a later delivery, which is rare but real.
enum class Status : std::uint8_t { none = 0, pending = 1, sent = 2, failed = 3, delivered = 4, read = 5, played = 6 };

std::string_view name_of(Status status);

/// The platform's reason for a failed message.
struct StatusError {
    std::int64_t code = 0;
    std::string title;
    std::string details;
    auto operator<=>(const StatusError&) const = default;
};

/// All that is known of one message id: a value of a join-semilattice. A single fact is a Message with only
/// what that fact told, and join() puts two such values together in any order, any number of times.
struct Message {
    Wamid wamid;
    Origin origin = Origin::imported;
    std::uint8_t sides = side_none;  ///< both bits set = the two sides met on one id: a contradiction, shown
    Identities peers;                ///< the customer, under every name that was seen on this message
    std::optional<Content> content;
    std::set<std::string> media_ids;  ///< every media id ever told for it
    std::optional<Edit> edit;
    std::optional<Revoke> revoke_by_customer;
    std::optional<Revoke> revoke_by_business;
    std::map<std::string, Reaction> reactions;  ///< by actor ("wa_id:4915..", "business")
    /// Earliest known platform time of each status, Unix seconds; 0 where only history tells it, which knows no times.
    std::map<Status, std::int64_t> status_times;
    Status business_saw = Status::none;      ///< history only: how far the business got with a customer's message
    std::map<StatusError, Evidence> errors;  ///< every reason that was told
    std::string pricing;                     ///< platform's pricing object, minified JSON; greatest bytes win
    std::string billing;                     ///< platform's conversation object, minified JSON; likewise
    std::string callback;                    ///< biz_opaque_callback_data; greatest bytes win
    bool standby = false;       ///< shown to us while another party (Meta's agent) answers in this conversation
    bool automated = false;     ///< of our own sends: no person asked for it
    std::int64_t first_at = 0;  ///< earliest platform time of all that was told of it, Unix seconds; 0: none

    bool operator==(const Message&) const = default;
};

/// Puts `other` into `into`. Idempotent, commutative, associative. Both must speak of one message; an empty
/// wamid takes the other's.
void join(Message& into, const Message& other);

/// The status to show: the highest that is known, none if no status was ever told.
Status status_of(const Message& message);

/// Whether the sender's own side took the message back: then its text and media are not shown.
bool revoked(const Message& message);

/// The text to show: of the newest edit, else of the content; empty when revoked.
std::string text_of(const Message& message);

/// The platform time to sort by, Unix seconds: of the content, else the earliest known of anything else.
std::int64_t time_of(const Message& message);

/// Whether it is a file of the past that has not come: the platform tells the files of the last 14 days only, and later
/// (Meta, "Webhooks: history").
bool lacks_file(const Message& message);

/// The earliest platform time that this fact tells, Unix seconds; 0 if it tells none.
std::int64_t first_told_at(const Message& message);

/// Who speaks live, as far as a conversation's hand-over is concerned. The number is stored, never change one.
enum class Voice : std::uint8_t {
    none = 0,  ///< nobody: imported, or no words
    customer = 1,
    phone = 2,       ///< an echo: a person on the owner's phone, or the app's own greeting or away text
    staff = 3,       ///< our own send that a person asked for
    automation = 4,  ///< our own send that no person asked for
    other_app = 5
};
Voice voice_of(const Message& message);

/// Whether the platform could not show what the customer wrote (131060, only with coexistence): the text is
/// in the phone app alone. Whether such a message opens the customer service window is not documented.
bool unavailable(const Message& message);

/// Whether this opens the customer service window: live words of the customer himself (not an edit, a
/// revoke, a reaction or a system notice, and not imported).
bool opens_window(const Message& message);

}  // namespace coexist
