#include "actions/action_specs.hpp"

#include <crm/plugin.h>

#include <boost/json.hpp>

namespace coexist {
namespace json = boost::json;

const ActionSpec* spec_of(const ChannelCard& card, std::string_view action) {
    for (std::size_t index = 0; index < card.action_count; ++index) {
        if (card.actions[index].id == action) return &card.actions[index];
    }
    return nullptr;
}

bool has(const ActionSpec& spec, std::uint32_t flag) {
    return (spec.flags & flag) != 0;
}

json::array flag_names(const ActionSpec& spec) {
    json::array names;
    if (has(spec, CRM_ACTION_DANGEROUS)) names.push_back("dangerous");
    if (has(spec, CRM_ACTION_CONFIRM)) names.push_back("confirm");
    if (has(spec, CRM_ACTION_ADMIN)) names.push_back("admin");
    if (has(spec, CRM_ACTION_ASYNC)) names.push_back("async");
    if (has(spec, CRM_ACTION_CHANNEL)) names.push_back("channel");
    return names;
}

}  // namespace coexist
