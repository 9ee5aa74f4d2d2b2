#include "runtime/usage_book.hpp"

#include <algorithm>

namespace coexist {

void UsageBook::heard(const UsageHeard& told, std::int64_t now) {
    const std::lock_guard lock(guard_);
    const auto note = [&](const std::string& id, const auto& tell) {
        CallPace& pace = paces_[{told.road, id}];
        tell(pace);
        if (pace.pressed(now)) pressed_at_ = now;
    };
    if (told.app) note({}, [&](CallPace& pace) { pace.told(*told.app, now); });
    for (const auto& [id, usage] : told.of) {
        const CallUsage& its = usage;
        if (!id.empty()) note(id, [&its, now](CallPace& pace) { pace.told(its, now); });
    }
    for (const std::string& id : told.refused) {
        note(id, [now](CallPace& pace) { pace.refused(now); });
    }
}

const CallPace* UsageBook::find(const std::string& road, std::string_view id) const {
    const auto found = paces_.find({road, std::string(id)});
    return found == paces_.end() ? nullptr : &found->second;
}

std::int64_t UsageBook::next_at(CallFor whom, const std::string& road, const std::vector<std::string_view>& ids,
                                std::int64_t now) const {
    const std::lock_guard lock(guard_);
    const CallPace* app = find(road, {});
    std::int64_t at = app == nullptr ? now : app->next_at(whom, now);
    for (const std::string_view id : ids) {
        const CallPace* pace = id.empty() ? nullptr : find(road, id);
        if (pace != nullptr) at = std::max(at, pace->next_at(whom, now));
    }
    return at;
}

void UsageBook::left(const std::string& road, const std::vector<std::string_view>& ids, std::int64_t now) {
    const std::lock_guard lock(guard_);
    const auto note = [&](std::string_view id) {
        const auto found = paces_.find({road, std::string(id)});
        if (found != paces_.end() && found->second.pressed(now)) found->second.left(now);
    };
    note({});
    for (const std::string_view id : ids) {
        if (!id.empty()) note(id);
    }
}

bool UsageBook::pressed(std::int64_t now) const {
    const std::lock_guard lock(guard_);
    return pressed_at_ != 0 && now < pressed_at_ + CallPace::longest_ms;
}

std::vector<UsageBook::Entry> UsageBook::fullest(std::size_t most, std::int64_t now) const {
    std::vector<Entry> entries;
    {
        const std::lock_guard lock(guard_);
        for (const auto& [key, pace] : paces_) {
            const std::int64_t rests = pace.next_at(CallFor::background, now) - now;
            const bool full = pace.next_at(CallFor::person, now) > now;
            if (const int percent = pace.percent(now); percent > 0) {
                entries.push_back({key.first, key.second, percent, rests, full});
            }
        }
    }
    const auto middle = entries.begin() + static_cast<std::ptrdiff_t>(std::min(most, entries.size()));
    std::partial_sort(entries.begin(), middle, entries.end(), [](const Entry& left, const Entry& right) {
        return left.percent != right.percent ? left.percent > right.percent : left.waba < right.waba;
    });
    entries.erase(middle, entries.end());
    return entries;
}

}  // namespace coexist
