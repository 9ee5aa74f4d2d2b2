#pragma once
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "model/account_life.hpp"
#include "model/account_notices.hpp"
#include "model/contact.hpp"
#include "model/history_import.hpp"
#include "model/identity.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"

namespace coexist {

/// Whom a part of a webhook speaks of. Parts may name the number, only the WABA, or only digits; what is
/// absent is empty. Routing tries phone_number_id, then waba_id with digits, then waba_id alone.
struct Address {
    PhoneNumberId phone_number_id;
    WabaId waba_id;
    std::string display_digits;
    auto operator<=>(const Address&) const = default;
};

/// Something about one message: content, status, edit, revoke, reaction. `opens_window` and
/// `window_refused` carry what it means for the conversation.
struct MessageFact {
    Message message;
};

/// One person, under all the names that one webhook showed together, and what he is called.
struct ContactFact {
    Identities identities;
    ContactNames names;
    Evidence shown;  ///< when and by what the platform showed them together
};

/// A notice of the platform: one person goes on under other names (Meta, "Webhooks: system").
struct MoveFact {
    Identities earlier;
    Identities later;
    bool left = false;  ///< the numbers that he has no more are free for others
    Evidence shown;
};

/// The number's own life.
struct AccountFact {
    AccountLife life;
};

/// What the platform announced of the number, of its account or of one of its templates.
struct NoticeFact {
    AccountNotices notices;
};

/// A chunk of the phone's past came, or word that none will. Its messages are MessageFacts of their own.
struct HistoryFact {
    HistoryImport import;
};

/// Something changed among what businesses granted to the app of this road. It does not tell what became of our access,
/// so whoever may be meant is asked about. `ids`: what it names; of numbers and WABAs if it names any.
struct DoubtFact {
    std::vector<std::string> ids;
    LifeEvent event;
};

/// What this version does not understand. Kept, counted and visible; a newer parser reads it again.
struct UnknownFact {
    std::string field;  ///< webhook field ("history", "flows", ...)
    std::string what;   ///< e.g. the event's or the type's name
    std::string raw;
};

struct Fact {
    Address address;
    std::variant<MessageFact, ContactFact, AccountFact, NoticeFact, HistoryFact, UnknownFact, DoubtFact, MoveFact> said;
    bool imported = false;  ///< the phone's past tells it
};

/// All that one delivery said. `malformed` is set when the body is no JSON or no webhook at all; then there
/// are no facts and the delivery goes to quarantine. A part that cannot be read becomes an UnknownFact and
/// loses nothing of its neighbours.
struct Observation {
    std::vector<Fact> facts;
    std::string malformed;
    bool dashboard_test = false;  ///< the sample that Meta's dashboard sends was among it; it is an UnknownFact
    std::string self_test;        ///< the word of a test that we sent ourselves; such a body says nothing else
};

}  // namespace coexist
