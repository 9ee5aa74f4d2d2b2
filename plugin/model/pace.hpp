#pragma once
#include <cstdint>

namespace coexist {

/// Evenly spaced slots (GCRA with burst 1): how one number's messages keep below the platform's rate. Pure: the
/// caller gives the clock. Not thread-safe.
class Pace {
  public:
    /// `per_second`: messages a second, at least 1.
    explicit Pace(int per_second) : spacing_us_(1'000'000 / (per_second < 1 ? 1 : per_second)) {}

    /// When the next message may leave, microseconds of the caller's clock; not before `now_us`.
    [[nodiscard]] std::int64_t next_at(std::int64_t now_us) const { return free_at_ > now_us ? free_at_ : now_us; }
    /// One message leaves now.
    void take(std::int64_t now_us) { free_at_ = next_at(now_us) + spacing_us_; }

  private:
    std::int64_t spacing_us_;
    std::int64_t free_at_ = 0;
};

}  // namespace coexist
