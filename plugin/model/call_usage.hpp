#pragma once
#include <algorithm>
#include <cstdint>

namespace coexist {

/// How much of what it may call within an hour a caller has used, as the platform tells with its answers (Meta, "Rate
/// limits": X-App-Usage, X-Business-Use-Case-Usage).
struct CallUsage {
    int percent = 0;             ///< the fullest of calls, processor time and time; from 100 on calls are refused
    std::int64_t regain_ms = 0;  ///< for how long calls are refused; 0: they are not, or nobody said
};

/// Who waits for a call.
enum class CallFor {
    person,     ///< leaves unless the platform would refuse it
    background  ///< keeps away from the limit, so that there is room for what people ask for and for connecting
};

/// When the next call that is no message may leave: freely below 75 %, further and further apart up to 95 %, then none
/// of the background's until the platform lets calls in again, and afterwards one at a time until it tells how full it
/// is. Pure: the caller gives the clock (Unix ms). Not thread-safe.
class CallPace {
  public:
    /// An answer told it.
    void told(const CallUsage& usage, std::int64_t now) {
        percent_ = usage.percent;
        told_at_ = now;
        const std::int64_t wait = usage.regain_ms > 0 ? std::min(usage.regain_ms, longest_ms) : rest_ms;
        const bool refuses = usage.percent >= full || usage.regain_ms > 0;
        full_until_ = refuses ? now + wait : 0;
        rests_until_ = refuses || usage.percent >= rests_from ? now + wait : 0;
    }
    /// A call was refused for its limit, whatever the figures said.
    void refused(std::int64_t now) {
        if (full_until_ > now) return;
        percent_ = std::max(percent_, full);
        told_at_ = now;
        full_until_ = rests_until_ = now + rest_ms;
    }
    /// A call of the background leaves.
    void left(std::int64_t now) { left_at_ = now; }

    /// When the next call may leave; not before `now`.
    [[nodiscard]] std::int64_t next_at(CallFor whom, std::int64_t now) const {
        if (forgotten(now)) return now;
        if (whom == CallFor::person) return std::max(full_until_, now);
        return std::max({full_until_, rests_until_, left_at_ > now ? now : left_at_ + gap(), now});
    }
    /// Whether anything waits for it, or soon may.
    [[nodiscard]] bool pressed(std::int64_t now) const {
        return !forgotten(now) && (percent_ >= slow_from || full_until_ > now);
    }
    /// What was told last; 0: nothing of the last hour.
    [[nodiscard]] int percent(std::int64_t now) const { return forgotten(now) ? 0 : percent_; }

    static constexpr int slow_from = 75;
    static constexpr int rests_from = 95;
    static constexpr int full = 100;
    static constexpr std::int64_t rest_ms = 5LL * 60 * 1000;      ///< where nobody said how long
    static constexpr std::int64_t longest_ms = 60LL * 60 * 1000;  ///< the platform counts the last hour

  private:
    /// What was told an hour ago counts no more; nor what was told by a clock that was set back since.
    [[nodiscard]] bool forgotten(std::int64_t now) const {
        return told_at_ == 0 || now >= told_at_ + longest_ms || now < told_at_ - longest_ms;
    }
    [[nodiscard]] std::int64_t gap() const {
        constexpr std::int64_t step_ms = 3'000;
        if (percent_ < slow_from) return 0;
        return (std::min(percent_, rests_from) - slow_from + 1) * step_ms;
    }

    int percent_ = 0;
    std::int64_t told_at_ = 0;  ///< 0: never
    std::int64_t full_until_ = 0;
    std::int64_t rests_until_ = 0;
    std::int64_t left_at_ = 0;
};

}  // namespace coexist
