#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

namespace coexist {

/// Evenly spaced slots (GCRA with burst 1): how one number's messages keep below the platform's rate. Pure: the
/// caller gives the clock. Not thread-safe.
class Pace {
  public:
    /// `per_second`: messages a second, at least 1.
    explicit Pace(int per_second)
        : per_second_(per_second < 1 ? 1 : per_second), spacing_us_(1'000'000 / per_second_) {}

    /// When the next message may leave, microseconds of the caller's clock; not before `now_us`.
    [[nodiscard]] std::int64_t next_at(std::int64_t now_us) const { return free_at_ > now_us ? free_at_ : now_us; }
    /// From now on it is a number of so many a second, at least 1.
    void rate(int per_second) {
        per_second_ = std::max(per_second, 1);
        limit(per_second_);
    }
    /// From now on so many a second, at least 1; the level goes on to be told of the number's own pace.
    void limit(int per_second) { spacing_us_ = 1'000'000 / std::max(per_second, 1); }
    /// One message leaves now. A little lateness is made up for: else every look at the queue would cost some pace.
    void take(std::int64_t now_us) {
        if (free_at_ < now_us - lateness_us) free_at_ = now_us;
        free_at_ += spacing_us_;
        move_on(now_us);
        ++left_[static_cast<std::size_t>(second_ % seconds)];
    }
    /// How much of the pace was used in the last ten seconds: 0 none, 1 all of it.
    [[nodiscard]] double level(std::int64_t now_us) {
        move_on(now_us);
        int sum = 0;
        for (const int left : left_) sum += left;
        return std::min(1.0, static_cast<double>(sum) / (static_cast<double>(per_second_) * seconds));
    }

  private:
    static constexpr std::int64_t seconds = 10;
    static constexpr std::int64_t lateness_us = 50'000;
    /// Forgets what left longer ago.
    void move_on(std::int64_t now_us) {
        const std::int64_t now = now_us / 1'000'000;
        for (std::int64_t second = std::max(second_ + 1, now - seconds + 1); second <= now; ++second) {
            left_[static_cast<std::size_t>(second % seconds)] = 0;
        }
        second_ = std::max(second_, now);
    }

    int per_second_;
    std::int64_t spacing_us_;
    std::int64_t second_ = 0;
    std::array<int, seconds> left_{};  ///< in each of the last seconds
    std::int64_t free_at_ = 0;
};

/// How many messages one number may send to one person (Meta, "Throughput": pair rate limits): one in 6 seconds; up to
/// 45 within 6 seconds as a burst that is borrowed from the future, so that after n of them the next may leave n times
/// 6 seconds after the first. Pure: the caller gives the clock. Not thread-safe.
class PairPace {
  public:
    /// When the next message may leave, microseconds of the caller's clock; not before `now_us`.
    [[nodiscard]] std::int64_t next_at(std::int64_t now_us) const {
        const bool in_burst = now_us - began_at_ <= burst_us && count_ < most_in_burst;
        return now_us >= repaid_at_ || in_burst ? now_us : repaid_at_;
    }
    /// One message leaves now.
    void take(std::int64_t now_us) {
        if (now_us >= repaid_at_) {
            began_at_ = now_us;
            repaid_at_ = now_us + margin_us;
            count_ = 0;
        }
        ++count_;
        repaid_at_ += interval_us;
    }
    /// Whether nothing is borrowed any more, so that it can be forgotten.
    [[nodiscard]] bool repaid(std::int64_t now_us) const { return now_us >= repaid_at_; }

  private:
    static constexpr std::int64_t interval_us = 6'000'000;
    // What leaves together arrives a little apart: kept from both edges.
    static constexpr std::int64_t margin_us = 250'000;
    static constexpr std::int64_t burst_us = interval_us - 4 * margin_us;
    static constexpr int most_in_burst = 45;
    static constexpr std::int64_t long_ago = std::numeric_limits<std::int64_t>::min() / 2;
    std::int64_t began_at_ = long_ago;
    std::int64_t repaid_at_ = long_ago;
    int count_ = 0;
};

}  // namespace coexist
