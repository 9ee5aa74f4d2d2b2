#pragma once

namespace coexist {

constexpr int minutes_a_day = 24 * 60;

/// When campaigns do not go out, in minutes after midnight of the tenant's own clock: from `from` until before `until`,
/// over midnight where `until` is not later. Equal: there are none.
struct QuietHours {
    int from = 21 * 60;
    int until = 9 * 60;
    bool operator==(const QuietHours&) const = default;
};

/// Minutes until the quiet hours end, seen from this minute of the day; 0: they do not hold now.
constexpr int quiet_for(const QuietHours& hours, int minute) {
    if (hours.from == hours.until) return 0;
    const bool over_midnight = hours.until < hours.from;
    const bool quiet =
        over_midnight ? minute >= hours.from || minute < hours.until : minute >= hours.from && minute < hours.until;
    if (!quiet) return 0;
    return (hours.until - minute + minutes_a_day) % minutes_a_day;
}

}  // namespace coexist
