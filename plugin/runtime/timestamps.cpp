#include "runtime/timestamps.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace coexist {

std::string rfc3339(std::int64_t unix_ms) {
    std::int64_t millis = unix_ms % 1000;
    std::time_t seconds = unix_ms / 1000;
    if (millis < 0) {
        millis += 1000;
        --seconds;
    }
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    std::array<char, 80> text{};
    const auto year = static_cast<int>(utc.tm_year + 1900);
    int length = std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d", year, utc.tm_mon + 1,
                               utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
    std::string out(text.data(), static_cast<std::size_t>(length));
    if (millis != 0) {
        length = std::snprintf(text.data(), text.size(), ".%03d", static_cast<int>(millis));
        out.append(text.data(), static_cast<std::size_t>(length));
    }
    return out + "Z";
}

namespace {

/// Takes exactly `digits` digits off the front; -1 where there are not.
int take_number(std::string_view& text, std::size_t digits) {
    int number = 0;
    if (text.size() < digits) return -1;
    for (std::size_t at = 0; at < digits; ++at) {
        if (text[at] < '0' || text[at] > '9') return -1;
        number = number * 10 + (text[at] - '0');
    }
    text.remove_prefix(digits);
    return number;
}

bool take(std::string_view& text, char wanted) {
    if (text.empty() || text.front() != wanted) return false;
    text.remove_prefix(1);
    return true;
}

/// Seconds east of UTC; nothing if there is no zone, or something behind it.
std::optional<int> take_zone(std::string_view text) {
    if (text == "Z" || text == "z") return 0;
    const int sign = take(text, '+') ? 1 : take(text, '-') ? -1 : 0;
    const int hours = take_number(text, 2);
    const bool parted = take(text, ':');
    const int minutes = take_number(text, 2);
    if (sign == 0 || hours < 0 || hours > 23 || !parted || minutes < 0 || minutes > 59 || !text.empty()) return {};
    return sign * (hours * 3600 + minutes * 60);
}

}  // namespace

std::optional<std::int64_t> unix_ms_of(std::string_view text) {
    std::tm utc{};
    const int year = take_number(text, 4);
    bool fits = take(text, '-');
    const int month = take_number(text, 2);
    fits = take(text, '-') && fits;
    const int day = take_number(text, 2);
    if (!fits || year < 1970 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    utc.tm_year = year - 1900;
    utc.tm_mon = month - 1;
    utc.tm_mday = day;
    int zone = 0;
    int millis = 0;
    if (!text.empty()) {
        fits = take(text, 'T') || take(text, 't');
        utc.tm_hour = take_number(text, 2);
        fits = take(text, ':') && fits;
        utc.tm_min = take_number(text, 2);
        fits = take(text, ':') && fits;
        utc.tm_sec = take_number(text, 2);
        if (!fits || utc.tm_hour < 0 || utc.tm_hour > 23 || utc.tm_min < 0 || utc.tm_min > 59 || utc.tm_sec < 0 ||
            utc.tm_sec > 60) {
            return std::nullopt;
        }
        if (take(text, '.')) {
            int weight = 100;
            int digits = 0;
            for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; ++digits, weight /= 10) {
                millis += take_number(text, 1) * weight;
            }
            if (digits == 0) return std::nullopt;
        }
        const auto offset = take_zone(text);
        if (!offset) return std::nullopt;
        zone = *offset;
    }
    const int asked_day = utc.tm_mday;
    const std::int64_t seconds = timegm(&utc);
    if (utc.tm_mday != asked_day && utc.tm_sec != 60) return std::nullopt;  // the 31st of a shorter month
    return (seconds - zone) * 1000 + millis;
}

}  // namespace coexist
