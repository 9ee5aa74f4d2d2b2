#pragma once
#include <cstdint>
#include <functional>

#include "model/contact.hpp"
#include "model/fact.hpp"
#include "model/message.hpp"

namespace coexist {

/// Up to which platform time (Unix seconds, inclusive) everything of whoever bears this name is forgotten; 0: he never
/// was. One person's erasures join by the latest.
using ErasedUntil = std::function<std::int64_t(const Identity&)>;

/// What a fact may still say once persons were erased.
enum class Spared {
    whole,     ///< it is of nobody who was erased, or of what he wrote, or was written to him, after his erasure
    nameless,  ///< the platform's later word on a message that is not known: kept, without the person's names
    forgotten  ///< nothing of it may be kept
};

/// The law of erasure (law 10): it wins over everything that is older, whenever and however often that arrives. A
/// person who writes again after his erasure begins anew: his new words are kept, nothing older comes back.
/// `message_erased`: whether the message itself was forgotten; then whatever else is told of it is, too, whoever it
/// names. A pure function of one fact, so that the order of facts does not matter.
Spared spared(const Message& told, const ErasedUntil& until, bool message_erased);

/// Whether the message itself is forgotten by this fact: words from before the erasure of the person they are of or to.
bool forgets_message(const Message& told, const ErasedUntil& until);

/// Takes the names of those who were erased off a fact.
void take_names_off(Message& told, const ErasedUntil& until);

/// What may be kept of word about a person. `anew`: the same delivery brings new words of his. Without them nothing is:
/// an address book, a profile beside a late status or a second import revive nobody. With them, what he calls himself
/// since. Answers false when nothing is left of the fact.
bool spare(ContactFact& told, const ErasedUntil& until, bool anew);

/// Whether any of these names is of an erased person.
bool erased(const Identities& identities, const ErasedUntil& until);

/// Whether this delivery brings words of the person that are newer than his erasure.
bool brings_anew(const Observation& said, const Identities& person, const ErasedUntil& until);

}  // namespace coexist
