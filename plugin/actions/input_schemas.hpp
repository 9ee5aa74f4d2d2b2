#pragma once
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "channel/channel.hpp"
#include "config/json_schema.hpp"

namespace coexist {

/// The input schemas of all actions, each compiled when it is first asked for: a process that starts uses few of them.
/// Thread-safe.
class InputSchemas {
  public:
    /// The schema of one action, as every host registered it; null if the build holds none, which is a bug. Lives as
    /// long as this.
    [[nodiscard]] const JsonSchema* find(const ActionSpec& spec) const;

  private:
    mutable std::mutex guard_;
    mutable std::map<std::string, JsonSchema, std::less<>> by_file_;  ///< nodes never move
};

}  // namespace coexist
