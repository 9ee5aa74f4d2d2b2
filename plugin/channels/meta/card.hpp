#pragma once
#include <optional>
#include <string_view>

#include "channel/channel.hpp"

namespace coexist {

/// What a dedicated number of the Cloud API offers: no phone app runs it, so that the CRM can pause and resume it.
const ChannelCard& meta_card();

/// For an action that only other providers have: what a dedicated number offers in its place, and why. Nothing for an
/// action that no provider has, or that a dedicated number has itself.
std::optional<OtherAction> meta_instead_of(std::string_view action);

}  // namespace coexist
