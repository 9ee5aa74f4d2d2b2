#pragma once
#include "channels/cloud/json_members.hpp"
#include "channels/cloud/part.hpp"

namespace coexist::cloud {

/// Reads `state_sync` of one change: what the owner's phone calls people (Meta, "Webhooks: smb_app_state_sync").
/// "add" also means an edit; "remove" takes out the name, not the conversation. Other types and actions become
/// UnknownFacts.
void read_address_book(const json::array& items, Part& part);

}  // namespace coexist::cloud
