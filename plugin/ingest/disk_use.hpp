#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "runtime/log.hpp"

namespace coexist {

/// How much of its disk a state takes. From 80 % of its limit it warns; from 90 % imported history is not taken any
/// more: it waits at the platform, which delivers what was answered 503 again for 7 days (Meta, "Webhooks: overview"),
/// so that live deliveries have the rest of the disk. Those are taken as long as they can be stored at all. The limit
/// is what the configuration says, and never more than what the state has and the disk has free. Thread-safe; measures
/// at most every two seconds.
class DiskUse {
  public:
    struct Measure {
        std::int64_t used = 0;   ///< bytes in the state's directory
        std::int64_t limit = 0;  ///< bytes; 0: not known
        [[nodiscard]] bool warns() const { return share_at_least(80); }
        [[nodiscard]] bool refuses_history() const { return share_at_least(90); }

      private:
        [[nodiscard]] bool share_at_least(std::int64_t percent) const {
            return limit > 0 && used * 100 >= limit * percent;
        }
    };

    DiskUse(std::string directory, Log log) : directory_(std::move(directory)), log_(std::move(log)) {}

    /// Bytes that the state may take; 0: what the disk has.
    void set_budget(std::int64_t bytes) { budget_ = bytes; }
    Measure look();

  private:
    Measure measure();
    std::int64_t media_bytes();
    const std::string directory_;
    const Log log_;
    std::atomic<std::int64_t> budget_{0};
    std::mutex guard_;
    Measure last_;
    std::int64_t last_budget_ = -1;
    std::chrono::steady_clock::time_point measured_at_;
    std::int64_t media_bytes_ = 0;
    std::chrono::steady_clock::time_point media_due_;
};

}  // namespace coexist
