#pragma once
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "channel/channel.hpp"

namespace coexist {

/// What list_actions says of an action whatever the account: id, title, description, flags and input schema. Written
/// once a language, because it is nearly all of a long answer that is asked for with every conversation that is opened.
/// Thread-safe.
class ActionTexts {
  public:
    /// The members of the JSON object, without its braces. Lives as long as this.
    [[nodiscard]] std::string_view members(Provider provider, const ActionSpec& spec, std::string_view locale) const;

  private:
    mutable std::mutex guard_;
    mutable std::map<std::pair<const ActionSpec*, std::string_view>, std::string> written_;  ///< nodes never move
};

}  // namespace coexist
