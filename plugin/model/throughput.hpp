#pragma once
#include <cstdint>
#include <string>

namespace coexist {

/// What the announcement of a throughput is about, beside what is told of a number's quality.
inline constexpr const char* throughput_notice = "throughput";

/// What the platform said of how fast a dedicated number may be: each word for itself with its own time, so that what
/// comes later about something else takes nothing back.
struct Throughput {
    std::string level;             ///< of the newest read that told it: "STANDARD" or "HIGH"; empty: none did
    std::int64_t read_at = 0;      ///< when that was asked, Unix ms
    std::int64_t upgraded_at = 0;  ///< when the newest upgrade was announced, Unix ms; 0: never
};

/// How many messages a second a dedicated number takes, in and out together (Meta, "Throughput"): 80, and 1,000 once it
/// is upgraded, by its own word (throughput.level HIGH) or by the announcement (THROUGHPUT_UPGRADE). A read that was
/// asked within a minute of the announcement may show the level of before: the upgrade takes that long.
inline int dedicated_pace(const Throughput& told) {
    constexpr int standard = 80;
    constexpr int upgraded = 1000;
    constexpr std::int64_t upgrade_takes_ms = 60'000;
    const bool announced = told.upgraded_at > 0;
    if (told.level == "HIGH") return upgraded;
    const bool read_since = !told.level.empty() && told.read_at >= told.upgraded_at + upgrade_takes_ms;
    return announced && !read_since ? upgraded : standard;
}

/// Whether a read's word counts here; NOT_APPLICABLE and words to come tell nothing.
inline bool tells_throughput(const std::string& level) {
    return level == "STANDARD" || level == "HIGH";
}

}  // namespace coexist
