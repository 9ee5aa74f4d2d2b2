#pragma once
#include <cstdint>
#include <deque>

namespace sim {

/// Messages of one number, in and out together, in the last second.
class Throughput {
  public:
    [[nodiscard]] int in_last_second(std::int64_t now_ms);
    void count(std::int64_t now_ms) { at_ms_.push_back(now_ms); }
    void clear() { at_ms_.clear(); }

  private:
    std::deque<std::int64_t> at_ms_;
};

/// The pair rate of one number and one guest: one message in 6 s; up to 45 inside 6 s as a burst that is borrowed
/// from the future, so that after a burst of n the next message may come n * 6 s after the first.
class PairRate {
  public:
    /// Counts the message and returns true, or returns false and counts nothing.
    bool admit(std::int64_t now_ms);

  private:
    static constexpr std::int64_t interval_ms = 6000;
    static constexpr int burst_limit = 45;
    std::int64_t burst_began_ms_ = 0;
    std::int64_t repaid_at_ms_ = 0;
    int burst_ = 0;
};

}  // namespace sim
