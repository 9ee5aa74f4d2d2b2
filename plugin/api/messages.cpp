#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/routes.hpp"
#include "feed/resources.hpp"
#include "store/keys.hpp"

namespace coexist {

Result<HttpAnswer> show_message(const Call& call) {
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    if (const auto key = key_of(MessageId(std::string(call.ids.front())))) {
        // A former id goes on to work: an echo or a status may have been told before it was known as ours.
        const auto row = find_message(*session, resolve_alias(*session, *key));
        const auto account = row ? find_account(*session, row->account) : std::nullopt;
        if (row && row->message.content && account && call.actor.serves(account->tenant)) {
            return json_answer(message_document(*session, *row));
        }
    }
    return Problem{Refusal::not_found,
                   "message_not_found",
                   "None of your tenants has a message of this id.",
                   "Take the id from the messages of a conversation.",
                   {}};
}

}  // namespace coexist
