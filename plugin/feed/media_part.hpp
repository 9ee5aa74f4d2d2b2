#pragma once
#include <boost/json/object.hpp>

#include "model/ids.hpp"
#include "model/message.hpp"
#include "store/session.hpp"

namespace coexist {

/// Adds to a message's document where its file stands: `media.state`, why it is not here, and where it is fetched when
/// it is. Leaves the document of a message without a file as it is.
void put_media_state(Session& session, const AccountId& account, const Message& message, boost::json::object& document);

}  // namespace coexist
