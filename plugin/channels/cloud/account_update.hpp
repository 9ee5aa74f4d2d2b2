#pragma once
#include "channels/cloud/json_members.hpp"
#include "channels/cloud/part.hpp"

namespace coexist::cloud {

/// Reads an event of the account's own life, by its name and whatever field it came under: some senders use
/// the fields account_offboarded and account_reconnected, one sample of Meta's has the field in the wrong place
/// (Meta, "Webhooks: account_update"; "Onboarding WhatsApp Business app users"). False if it is no such event;
/// then nothing was said.
bool read_account_event(const json::element& value, Part& part);

}  // namespace coexist::cloud
