#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace coexist {

/// How many messages may have reached the platform within any one second: those that are under way, and those whose
/// answer came less than a second ago. A message reaches it somewhere between its leaving and its answer, so as long as
/// fewer than the limit are counted when one leaves, no second at the platform sees more, however slow the way was.
/// Pure: the caller gives the clock. Not thread-safe.
class SecondWindow {
  public:
    explicit SecondWindow(int limit) : limit_(std::max(limit, 1)) {}

    void limit(int per_second) { limit_ = std::max(per_second, 1); }
    void leaves() {
        ++under_way_;
        silent_since_ = 0;
    }
    void ended(std::int64_t now_us) {
        under_way_ = std::max(under_way_ - 1, 0);
        forget(now_us);
        ended_.push_back(now_us);
    }
    /// Something else came that the platform counts with them. However much comes, it keeps ours back for two seconds
    /// at most: a number that is written to without end answers all the same, and the platform says so if it minds.
    void count(std::int64_t now_us) {
        forget(now_us);
        others_.push_back(now_us);
        if (others_.size() > most_others) others_.erase(others_.begin());
    }
    /// When the next may leave, microseconds of the caller's clock; `unknown_time`: after the end of one under way.
    [[nodiscard]] std::int64_t next_at(std::int64_t now_us) {
        forget(now_us);
        const auto over = static_cast<std::int64_t>(ended_.size()) + under_way_ - limit_;
        if (over >= 0) {
            const auto waits_for = static_cast<std::size_t>(over);
            return waits_for < ended_.size() ? ended_[waits_for] + second : unknown_time;
        }
        if (over + static_cast<std::int64_t>(others_.size()) < 0) {
            silent_since_ = 0;
            return now_us;
        }
        if (silent_since_ == 0) silent_since_ = now_us;
        if (now_us >= silent_since_ + longest_silence) return now_us;
        return std::min(silent_since_ + longest_silence, others_.front() + second);
    }

    static constexpr std::int64_t unknown_time = std::numeric_limits<std::int64_t>::max();

  private:
    static constexpr std::int64_t second = 1'000'000;
    static constexpr std::size_t most_others = 1000;  // no number takes more in a second
    static constexpr std::int64_t longest_silence = 2 * second;
    void forget(std::int64_t now_us) {
        for (std::vector<std::int64_t>* times : {&ended_, &others_}) {
            times->erase(times->begin(), std::find_if(times->begin(), times->end(),
                                                      [now_us](std::int64_t at) { return at + second > now_us; }));
        }
    }

    int limit_;
    int under_way_ = 0;
    std::int64_t silent_since_ = 0;     ///< what comes keeps ours back since then; 0: it does not
    std::vector<std::int64_t> ended_;   ///< the last second's, oldest first; no memory for a number that rests
    std::vector<std::int64_t> others_;  ///< likewise
};

}  // namespace coexist
