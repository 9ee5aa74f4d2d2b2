#pragma once
#include <cstdint>
#include <string>

namespace coexist {

/// Whether this system knows the time zone, by its IANA name ("Europe/Istanbul").
bool time_zone_known(const std::string& name);

/// The minute of the day (0 to 1439) that clocks in the zone show at `unix_ms`. Of a zone that is not known: in UTC.
int minute_of_day(const std::string& zone, std::int64_t unix_ms);

}  // namespace coexist
