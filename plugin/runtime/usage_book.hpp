#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/call_usage.hpp"

namespace coexist {

/// What one answer of the platform told of the use of its calls.
struct UsageHeard {
    std::string road;                     ///< the app by its name in the configuration
    std::map<std::string, CallUsage> of;  ///< by WhatsApp Business Account
    std::optional<CallUsage> app;         ///< of the app itself
    std::vector<std::string> refused;     ///< whose limit the call was refused for; empty text: the app's
};

/// How full the limits are on what we may call, by app and by WhatsApp Business Account. In memory only: after a start
/// the first answers tell. Times are Unix ms. Thread-safe.
class UsageBook {
  public:
    void heard(const UsageHeard& told, std::int64_t now);

    /// When the next call may leave that is made over `road` for these ids (a WABA, a number): not before the app's
    /// limit and each of theirs allow it; not before `now`.
    std::int64_t next_at(CallFor whom, const std::string& road, const std::vector<std::string_view>& ids,
                         std::int64_t now) const;
    /// A call of the background leaves: it counts where a limit is near.
    void left(const std::string& road, const std::vector<std::string_view>& ids, std::int64_t now);
    /// Whether any limit was near within the last hour: if not, nobody needs to ask for a single one.
    [[nodiscard]] bool pressed(std::int64_t now) const;

    struct Entry {
        std::string road;
        std::string waba;            ///< empty: the app itself
        int percent = 0;             ///< as the platform told it
        std::int64_t rests_for = 0;  ///< ms until the background calls again
        bool full = false;           ///< it waits because the platform would refuse, or did
    };
    /// The fullest first, at most `most`.
    [[nodiscard]] std::vector<Entry> fullest(std::size_t most, std::int64_t now) const;

  private:
    using Key = std::pair<std::string, std::string>;
    [[nodiscard]] const CallPace* find(const std::string& road, std::string_view id) const;

    mutable std::mutex guard_;
    std::map<Key, CallPace> paces_;
    std::int64_t pressed_at_ = 0;  ///< when a limit was near last; 0: never
};

}  // namespace coexist
