#pragma once
#include <optional>
#include <string_view>

#include "channel/channel.hpp"

namespace coexist {

/// What a legacy number offers, one that was linked like a further device by a QR code. This version keeps it on
/// record: what is written to it is held.
const ChannelCard& meow_card();

/// For an action that only other providers have: what a legacy number offers in its place, and why. Nothing for an
/// action that no provider has, or that a legacy number has itself.
std::optional<OtherAction> meow_instead_of(std::string_view action);

}  // namespace coexist
