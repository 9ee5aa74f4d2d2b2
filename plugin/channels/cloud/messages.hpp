#pragma once
#include "channels/cloud/json_members.hpp"
#include "channels/cloud/part.hpp"
#include "channels/cloud/people.hpp"

namespace coexist::cloud {

/// Reads `messages` (side_customer) or `message_echoes` (side_business) of one change into MessageFacts. Edits,
/// revokes and reactions speak of the message they name; their own id remains only as the evidence's source
/// (Meta, "Webhooks: edit, revoke, reaction", "smb_message_echoes"). In `messages` an item whose `from` is the
/// number itself is an echo all the same. Group messages and items without an id become UnknownFacts.
void read_messages(const json::array& items, Side side, Part& part, People& people);

/// Reads `statuses` of one change (Meta, "Webhooks: status").
void read_statuses(const json::array& items, Part& part, People& people);

}  // namespace coexist::cloud
