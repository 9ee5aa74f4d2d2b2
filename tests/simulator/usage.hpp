#pragma once
#include "json_read.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace sim {

class World;

/// The platform's limits on calls of the WhatsApp Business Management API: 200 an hour for each app and WABA, 5,000
/// where the WABA has a registered number. Above them such calls are refused with 80007 until enough of the last hour
/// is over. Messages and files are not counted. A test may say how full a limit is.
class Usage {
  public:
    /// One limit as the headers tell it.
    struct Share {
        std::int64_t percent = 0;
        double regain_minutes = 0;  ///< while calls are refused; else 0
        [[nodiscard]] bool full() const { return percent >= 100; }
        /// {"call_count", "total_cputime", "total_time"}.
        [[nodiscard]] json::object figures() const;
        /// The same with "type" and "estimated_time_to_regain_access".
        [[nodiscard]] json::object of_business() const;
    };

    /// Counts a call of these.
    void count(const std::string& app, const std::string& waba, std::int64_t now_ms);
    /// Of a WABA, as this app calls it.
    [[nodiscard]] Share of(const World& world, const std::string& app, const std::string& waba, std::int64_t now_ms);
    /// Of the app itself.
    [[nodiscard]] Share of_app(const std::string& app, std::int64_t now_ms);

    /// {"waba_id" or "app", "percent", "regain_minutes"}: it is so full for so long, whatever was counted; without
    /// "percent": as counted again. Throws std::invalid_argument.
    void set(const json::object& document, std::int64_t now_ms);
    void clear();

    /// Whether a call under this name in the call log is one of those that are counted.
    [[nodiscard]] static bool counts(std::string_view endpoint);

  private:
    struct Said {
        std::int64_t percent = 0;
        std::int64_t until_ms = 0;
    };
    [[nodiscard]] const Said* said(const std::string& of, std::int64_t now_ms);

    std::map<std::pair<std::string, std::string>, std::deque<std::int64_t>> at_ms_;  ///< by app and WABA
    std::map<std::string, Said> said_;                                               ///< by the id of WABA or app
};

}  // namespace sim
