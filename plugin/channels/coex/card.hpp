#pragma once
#include <optional>
#include <string_view>

#include "channel/channel.hpp"

namespace coexist {

/// What coexistence offers: a number that goes on in the WhatsApp Business app while the CRM reads and writes through
/// the Cloud API. It is disconnected, never paused.
const ChannelCard& coex_card();

/// For an action that only other providers have: what a coexistence number offers in its place, and why. Nothing for
/// an action that no provider has, or that coexistence has itself.
std::optional<OtherAction> coex_instead_of(std::string_view action);

}  // namespace coexist
