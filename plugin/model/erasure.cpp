#include "model/erasure.hpp"

#include <algorithm>

namespace coexist {
namespace {

std::int64_t latest_of(const Identities& identities, const ErasedUntil& until) {
    std::int64_t latest = 0;
    for (const Identity& identity : identities) latest = std::max(latest, until(identity));
    return latest;
}

// A notice of the platform about a person is nobody's word.
bool has_words(const Message& told) {
    return told.content && told.content->type != "system";
}

bool is_act(const Message& told) {
    return told.edit || told.revoke_by_customer || told.revoke_by_business || !told.reactions.empty();
}

template <class Register>
void drop_older(std::optional<Register>& held, std::int64_t until) {
    if (held && held->evidence.at <= until) held.reset();
}

}  // namespace

Spared spared(const Message& told, const ErasedUntil& until, bool message_erased) {
    if (message_erased) return Spared::forgotten;
    const std::int64_t latest = latest_of(told.peers, until);
    if (latest == 0) return Spared::whole;
    if (time_of(told) <= latest) return Spared::forgotten;
    if (told.content) return has_words(told) ? Spared::whole : Spared::forgotten;
    return is_act(told) ? Spared::whole : Spared::nameless;
}

bool forgets_message(const Message& told, const ErasedUntil& until) {
    return told.content && time_of(told) <= latest_of(told.peers, until);
}

void take_names_off(Message& told, const ErasedUntil& until) {
    for (auto name = told.peers.begin(); name != told.peers.end();) {
        name = until(*name) > 0 ? told.peers.erase(name) : std::next(name);
    }
}

bool spare(ContactFact& told, const ErasedUntil& until, bool anew) {
    const std::int64_t latest = latest_of(told.identities, until);
    if (latest == 0) return true;
    if (!anew) return false;
    // The phone's address book may hold him for other reasons than that he writes again.
    told.names.address_book.reset();
    drop_older(told.names.profile, latest);
    drop_older(told.names.username, latest);
    drop_older(told.names.thread_owner, latest);
    drop_older(told.names.key_hash, latest);
    for (auto wish = told.names.preferences.begin(); wish != told.names.preferences.end();) {
        wish = wish->second.evidence.at <= latest ? told.names.preferences.erase(wish) : std::next(wish);
    }
    return true;
}

bool erased(const Identities& identities, const ErasedUntil& until) {
    return latest_of(identities, until) > 0;
}

bool brings_anew(const Observation& said, const Identities& person, const ErasedUntil& until) {
    return std::any_of(said.facts.begin(), said.facts.end(), [&](const Fact& fact) {
        const auto* told = std::get_if<MessageFact>(&fact.said);
        if (told == nullptr || !has_words(told->message)) return false;
        if (spared(told->message, until, false) != Spared::whole) return false;
        return std::any_of(person.begin(), person.end(),
                           [&](const Identity& name) { return told->message.peers.count(name) > 0; });
    });
}

}  // namespace coexist
