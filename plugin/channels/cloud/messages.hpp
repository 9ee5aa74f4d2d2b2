#pragma once
#include <optional>
#include <string_view>

#include "channels/cloud/json_members.hpp"
#include "channels/cloud/part.hpp"
#include "channels/cloud/people.hpp"

namespace coexist::cloud {

/// Where items stand and what that makes of them.
struct Place {
    Side side = side_customer;           ///< of the array: `messages` or `message_echoes`
    Witness witness = Witness::live;     ///< history and follow_up: known from history only, whoever wrote them
    bool standby = false;                ///< passive copies: the business's side is another party's
    const Identities* thread = nullptr;  ///< history: whose thread it is
};

/// Reads `messages` (side_customer) or `message_echoes` (side_business) of one change, or the messages of one thread of
/// history, into MessageFacts. Edits, revokes and reactions speak of the message they name; their own id remains only
/// as the evidence's source (Meta, "Webhooks: edit, revoke, reaction", "smb_message_echoes"). In `messages` an item
/// whose `from` is the number itself is an echo all the same. Group messages and items without an id become
/// UnknownFacts.
void read_messages(const json::array& items, const Place& place, Part& part, People& people);

/// Reads `statuses` of one change (Meta, "Webhooks: status").
void read_statuses(const json::array& items, Part& part, People& people);

/// The status of this name in any case; "ERROR", as history writes it, is failed. Nothing for any other word.
std::optional<Status> status_named(std::string_view name);

}  // namespace coexist::cloud
