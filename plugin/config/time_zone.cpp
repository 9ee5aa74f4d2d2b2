#include "config/time_zone.hpp"

#include <date/tz.h>

#include <chrono>
#include <stdexcept>

namespace coexist {
namespace {

// Null for a name that the system's list does not have.
const date::time_zone* zone_named(const std::string& name) {
    try {
        return date::locate_zone(name);
    } catch (const std::runtime_error&) {
        return nullptr;
    }
}

}  // namespace

bool time_zone_known(const std::string& name) {
    return zone_named(name) != nullptr;
}

int minute_of_day(const std::string& zone, std::int64_t unix_ms) {
    using std::chrono::minutes;
    const date::sys_time<std::chrono::milliseconds> when{std::chrono::milliseconds(unix_ms)};
    const date::time_zone* known = zone_named(zone);
    const std::chrono::milliseconds offset = known == nullptr ? minutes(0) : known->get_info(when).offset;
    const auto local = when.time_since_epoch() + offset;
    const auto of_day = local - std::chrono::floor<std::chrono::days>(local);
    return static_cast<int>(std::chrono::floor<minutes>(of_day).count());
}

}  // namespace coexist
