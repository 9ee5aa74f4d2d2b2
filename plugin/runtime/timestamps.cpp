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

}  // namespace coexist
