#include "store/platform_clock.hpp"

#include <cstdlib>

#include "store/state_schema.hpp"

namespace coexist {
namespace {

constexpr const char* ahead = "clock_ahead_ms";
constexpr const char* measured_at = "clock_measured_at";
constexpr std::int64_t no_matter_ms = 60'000;
constexpr std::int64_t same_ms = 5'000;
// A clock that is set right meanwhile shows it: what was measured lies in the future, or long ago.
constexpr std::int64_t holds_for_ms = 3'600'000;
constexpr std::int64_t anew_after_ms = 600'000;

}  // namespace

std::int64_t platform_seconds(Session& session, std::int64_t now_ms) {
    constexpr std::int64_t second_ms = 1000;
    const std::int64_t ahead_ms = meta_number(session, ahead, 0);
    if (std::llabs(ahead_ms) <= no_matter_ms) return now_ms / second_ms;
    const std::int64_t age = now_ms - meta_number(session, measured_at, 0);
    return (age < 0 || age > holds_for_ms ? now_ms : now_ms - ahead_ms) / second_ms;
}

void keep_clock_skew(Session& session, std::int64_t ahead_ms, std::int64_t now_ms) {
    const std::int64_t known = meta_number(session, ahead, 0);
    const std::int64_t age = now_ms - meta_number(session, measured_at, 0);
    const bool matters = std::llabs(ahead_ms) > no_matter_ms || std::llabs(known) > no_matter_ms;
    const bool is_new = std::llabs(ahead_ms - known) > same_ms || age < 0 || age > anew_after_ms;
    if (!matters || !is_new) return;
    set_meta_number(session, ahead, ahead_ms);
    set_meta_number(session, measured_at, now_ms);
}

}  // namespace coexist
