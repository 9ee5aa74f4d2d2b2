#pragma once
#include <boost/json/array.hpp>
#include <cstdint>
#include <string_view>

#include "channel/channel.hpp"

namespace coexist {

/// The action of this name on a card; null if it has none.
const ActionSpec* spec_of(const ChannelCard& card, std::string_view action);
/// Whether a CRM_ACTION_* flag is set.
bool has(const ActionSpec& spec, std::uint32_t flag);
/// The flags by name, as list_actions answers them.
boost::json::array flag_names(const ActionSpec& spec);

}  // namespace coexist
