#pragma once
#include <boost/json/object.hpp>

#include "model/identity.hpp"
#include "model/problem.hpp"
#include "model/window.hpp"
#include "store/accounts.hpp"
#include "store/session.hpp"

namespace coexist {

/// Whom a message goes to, and how things stand with him.
struct Recipient {
    Identity identity;  ///< the phone number where it is known, else the business-scoped user id
    Window window;
};

/// Finds the person whom the input names by "to" (a phone number), "user_id" (a BSUID), "contact", "conversation" or a
/// "message" of the conversation. Who has never written is a recipient with a closed window. Problems:
/// contact_not_found, conversation_not_found, message_not_found, recipient_unreachable.
Result<Recipient> recipient_of(Session& session, const AccountRow& account, const boost::json::object& input);

}  // namespace coexist
