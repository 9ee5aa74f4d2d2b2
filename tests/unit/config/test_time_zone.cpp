#include "catch.hpp"
#include "config/time_zone.hpp"

using namespace coexist;

TEST_CASE("a tenant's clock shows his own time, in summer and in winter", "[config]") {
    constexpr std::int64_t winter = 1'768'478'400'000;  // 2026-01-15 12:00 UTC
    constexpr std::int64_t summer = 1'784'116'800'000;  // 2026-07-15 12:00 UTC
    CHECK(minute_of_day("UTC", winter) == 12 * 60);
    CHECK(minute_of_day("Europe/Istanbul", winter) == 15 * 60);
    CHECK(minute_of_day("Europe/Berlin", winter) == 13 * 60);
    CHECK(minute_of_day("Europe/Berlin", summer) == 14 * 60);
    CHECK(minute_of_day("Asia/Kolkata", winter) == 17 * 60 + 30);
    CHECK(minute_of_day("America/Los_Angeles", winter - 12 * 3'600'000) == 16 * 60);  // still the day before there
    CHECK(minute_of_day("Nowhere/Land", winter) == 12 * 60);
}

TEST_CASE("a zone that the system does not have is not known", "[config]") {
    CHECK(time_zone_known("Europe/Istanbul"));
    CHECK(time_zone_known("UTC"));
    CHECK_FALSE(time_zone_known("Europe/Instanbul"));
    CHECK_FALSE(time_zone_known(""));
}
