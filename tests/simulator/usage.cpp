#include "usage.hpp"

#include "world.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace sim {
namespace {

constexpr std::int64_t hour_ms = 3600000;
constexpr std::int64_t minute_ms = 60000;
constexpr std::int64_t calls_without_a_number = 200;
constexpr std::int64_t calls_with_a_number = 5000;
constexpr std::array counted{"number", "phone_numbers", "waba", "message_templates", "subscribed_apps"};

bool has_registered_number(const World& world, const std::string& waba) {
    return std::any_of(world.numbers.begin(), world.numbers.end(), [&](const auto& entry) {
        const auto state = entry.second.state;
        return entry.second.waba_id == waba && (state == NumberState::connected || state == NumberState::offboarded);
    });
}

}  // namespace

json::object Usage::Share::figures() const {
    return {{"call_count", percent}, {"total_cputime", percent / 4}, {"total_time", percent / 3}};
}

json::object Usage::Share::of_business() const {
    auto told = figures();
    told["type"] = "whatsapp";
    const double whole = std::floor(regain_minutes);
    told["estimated_time_to_regain_access"] =
        whole == regain_minutes ? json::value(static_cast<std::int64_t>(whole)) : json::value(regain_minutes);
    return told;
}

bool Usage::counts(std::string_view endpoint) {
    return std::find(counted.begin(), counted.end(), endpoint) != counted.end();
}

void Usage::count(const std::string& app, const std::string& waba, std::int64_t now_ms) {
    at_ms_[{app, waba}].push_back(now_ms);
}

const Usage::Said* Usage::said(const std::string& of, std::int64_t now_ms) {
    const auto found = said_.find(of);
    if (found == said_.end()) return nullptr;
    if (found->second.until_ms > now_ms) return &found->second;
    said_.erase(found);
    return nullptr;
}

Usage::Share Usage::of(const World& world, const std::string& app, const std::string& waba, std::int64_t now_ms) {
    if (const auto* told = said(waba, now_ms)) {
        const auto left = static_cast<double>(told->until_ms - now_ms) / minute_ms;
        return {told->percent, told->percent >= 100 ? left : 0};
    }
    const auto found = at_ms_.find({app, waba});
    if (found == at_ms_.end()) return {};
    auto& times = found->second;
    // Entries of the future are left over from a clock that was set back.
    while (!times.empty() && (times.front() <= now_ms - hour_ms || times.front() > now_ms)) times.pop_front();
    const auto limit = has_registered_number(world, waba) ? calls_with_a_number : calls_without_a_number;
    Share share{static_cast<std::int64_t>(times.size()) * 100 / limit, 0};
    if (!share.full()) return share;
    const auto over = times.size() - static_cast<std::size_t>(limit);
    const auto free_at = times[over] + hour_ms;
    share.regain_minutes = static_cast<double>((free_at - now_ms + minute_ms - 1) / minute_ms);
    return share;
}

Usage::Share Usage::of_app(const std::string& app, std::int64_t now_ms) {
    const auto* told = said(app, now_ms);
    return told ? Share{told->percent, 0} : Share{};
}

void Usage::set(const json::object& document, std::int64_t now_ms) {
    const auto waba = text_at(document, "waba_id");
    const auto id = waba.empty() ? text_at(document, "app") : waba;
    if (id.empty()) throw std::invalid_argument("'waba_id' or 'app' must say whose limit it is.");
    if (!document.contains("percent")) {
        said_.erase(id);
        return;
    }
    const auto percent = integer_at(document, "percent");
    if (!percent || *percent < 0) throw std::invalid_argument("'percent' must be at least 0.");
    const auto* minutes = document.if_contains("regain_minutes");
    if (!minutes || !minutes->is_number() || minutes->to_number<double>() <= 0) {
        throw std::invalid_argument("'regain_minutes' must be a number above 0: it is so full for so long.");
    }
    said_[id] = {*percent, now_ms + static_cast<std::int64_t>(minutes->to_number<double>() * minute_ms)};
}

void Usage::clear() {
    at_ms_.clear();
    said_.clear();
}

}  // namespace sim
