#include <algorithm>

#include "runtime/figures.hpp"

namespace coexist {

void ClockSkew::observe(std::int64_t ours_minus_theirs_ms) {
    const std::lock_guard lock(guard_);
    if (newest_.size() < kept) newest_.push_back(0);
    newest_[next_ % kept] = ours_minus_theirs_ms;
    next_ = (next_ + 1) % kept;
}

ClockSkew::Verdict ClockSkew::verdict() const {
    std::vector<std::int64_t> sorted;
    {
        const std::lock_guard lock(guard_);
        sorted = newest_;
    }
    if (sorted.empty()) return {};
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return {sorted.size(), *middle};
}

}  // namespace coexist
