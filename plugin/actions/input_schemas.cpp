#include "actions/input_schemas.hpp"

#include "config/embedded.hpp"

namespace coexist {

InputSchemas::InputSchemas(const Channels& channels) {
    for (const auto& [provider, channel] : channels) {
        const ChannelCard& card = channel->card();
        for (std::size_t index = 0; index < card.action_count; ++index) {
            const std::string_view file = card.actions[index].schema_file;
            auto schema = JsonSchema::compile(embedded::file(file));
            if (schema) by_file_.emplace(file, std::move(schema).value());
        }
    }
}

const JsonSchema* InputSchemas::find(const ActionSpec& spec) const {
    const auto found = by_file_.find(spec.schema_file);
    return found == by_file_.end() ? nullptr : &found->second;
}

}  // namespace coexist
