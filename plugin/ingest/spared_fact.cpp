#include "ingest/spared_fact.hpp"

namespace coexist {

const Fact* spared_fact(Session& session, Erasures& erasures, const AccountRow& account, const std::string& segment,
                        const Observation& said, const Fact& fact, Fact& copy) {
    const ErasedUntil until = erasures.of(account.tenant);
    if (const auto* told = std::get_if<MessageFact>(&fact.said)) {
        const std::int64_t key = erased_message_key(account.tenant, told->message.wamid.value);
        const Spared verdict = spared(told->message, until, is_erased_message(session, key));
        if (verdict == Spared::whole) return &fact;
        if (verdict == Spared::forgotten) {
            if (forgets_message(told->message, until)) add_erased_message(session, key);
            want_sweep(session, segment);
            return nullptr;
        }
        copy = fact;
        take_names_off(std::get<MessageFact>(copy.said).message, until);
        return &copy;
    }
    if (const auto* told = std::get_if<ContactFact>(&fact.said); told != nullptr && erased(told->identities, until)) {
        copy = fact;
        auto& left = std::get<ContactFact>(copy.said);
        if (spare(left, until, brings_anew(said, left.identities, until))) return &copy;
        want_sweep(session, segment);
        return nullptr;
    }
    if (const auto* told = std::get_if<MoveFact>(&fact.said);
        told != nullptr && (erased(told->earlier, until) || erased(told->later, until))) {
        want_sweep(session, segment);  // it is no word of his that would begin anew
        return nullptr;
    }
    return &fact;
}

}  // namespace coexist
