#pragma once
#include "channels/cloud/json_members.hpp"
#include "channels/cloud/part.hpp"

namespace coexist::cloud {

/// Reads a value of the webhook `history` (Meta, "Onboarding WhatsApp Business app users"; "Webhooks: history"): pieces
/// of the phone's past, each with threads of messages; files that follow later, of either side; word that the owner
/// does not share it, which stands in the pieces or on the value. Everything in it was known before: its messages are
/// imported. False if it holds none of these.
bool read_history(const json::object& value, Part& part);

}  // namespace coexist::cloud
