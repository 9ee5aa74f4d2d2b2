#include "pace.hpp"

namespace sim {

int Throughput::in_last_second(std::int64_t now_ms) {
    // Entries of the future are left over from a clock that was set back.
    while (!at_ms_.empty() && (at_ms_.front() <= now_ms - 1000 || at_ms_.front() > now_ms)) at_ms_.pop_front();
    return static_cast<int>(at_ms_.size());
}

bool PairRate::admit(std::int64_t now_ms) {
    const bool clock_set_back = now_ms < burst_began_ms_;
    if (now_ms >= repaid_at_ms_ || clock_set_back) {
        burst_began_ms_ = now_ms;
        repaid_at_ms_ = now_ms + interval_ms;
        burst_ = 1;
        return true;
    }
    if (now_ms - burst_began_ms_ > interval_ms || burst_ >= burst_limit) return false;
    ++burst_;
    repaid_at_ms_ += interval_ms;
    return true;
}

}  // namespace sim
