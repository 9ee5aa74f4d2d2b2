#pragma once
#include <map>
#include <string>

#include "channel/channel.hpp"
#include "config/json_schema.hpp"
#include "outbox/lines.hpp"

namespace coexist {

/// The input schemas of all actions, compiled once. Immutable; shared between threads.
class InputSchemas {
  public:
    explicit InputSchemas(const Channels& channels);
    /// The schema of one action, as every host registered it; null if the build holds none, which is a bug.
    [[nodiscard]] const JsonSchema* find(const ActionSpec& spec) const;

  private:
    std::map<std::string, JsonSchema, std::less<>> by_file_;
};

}  // namespace coexist
