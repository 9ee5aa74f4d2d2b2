#include "model/throughput.hpp"

#include "catch.hpp"

using namespace coexist;

TEST_CASE("a dedicated number's pace is 80 a second, and 1,000 by its own word or the announcement") {
    constexpr std::int64_t day = 24LL * 60 * 60 * 1000;
    constexpr std::int64_t told = 20'000 * day;
    constexpr std::int64_t minute = 60'000;
    struct Row {
        Throughput throughput;
        int pace;
    };
    const Row rows[] = {
        {{"", 0, 0}, 80},
        {{"STANDARD", told, 0}, 80},
        {{"HIGH", told, 0}, 1000},
        {{"", 0, told}, 1000},
        {{"STANDARD", told - day, told}, 1000},
        {{"HIGH", told - day, told}, 1000},
        {{"STANDARD", told + minute - 1, told}, 1000},  // the upgrade takes a minute
        {{"STANDARD", told + minute, told}, 80},        // it was taken back
        {{"HIGH", told + day, told}, 1000},
    };
    for (const Row& row : rows) {
        CAPTURE(row.throughput.level, row.throughput.read_at - told, row.throughput.upgraded_at);
        CHECK(dedicated_pace(row.throughput) == row.pace);
    }
    CHECK(tells_throughput("STANDARD"));
    CHECK(tells_throughput("HIGH"));
    CHECK_FALSE(tells_throughput("NOT_APPLICABLE"));
    CHECK_FALSE(tells_throughput(""));
}
