#include "model/pace.hpp"

#include <vector>

#include "catch.hpp"

using namespace coexist;

namespace {

constexpr std::int64_t second = 1'000'000;

}  // namespace

TEST_CASE("rule E: a number's messages are evenly spaced, and slower from the moment that it is limited", "[pains]") {
    Pace pace(10);
    std::int64_t now = 5 * second;
    for (int count = 0; count < 3; ++count) {
        CHECK(pace.next_at(now) == now);
        pace.take(now);
        now += second / 10;
    }
    pace.limit(5);
    pace.take(now);
    CHECK(pace.next_at(now) == now + second / 5);
}

TEST_CASE("rule E: one person gets a message in six seconds, and at most 45 at once, which are paid back", "[pains]") {
    PairPace pair;
    const std::int64_t start = 100 * second;
    int at_once = 0;
    while (pair.next_at(start) == start) {
        pair.take(start);
        ++at_once;
    }
    CHECK(at_once == 45);
    CHECK(pair.next_at(start) >= start + 45 * 6 * second);
    CHECK(pair.next_at(start) <= start + 45 * 6 * second + second);
}

TEST_CASE("after a burst of twenty the next message waits two minutes from the first") {
    PairPace pair;
    for (int count = 0; count < 20; ++count) pair.take(count * second / 10);
    const std::int64_t after = 6 * second;
    CHECK(pair.next_at(after) >= 120 * second);
    CHECK_FALSE(pair.repaid(after));
    const std::int64_t repaid = pair.next_at(after);
    CHECK(pair.repaid(repaid));
    CHECK(pair.next_at(repaid) == repaid);
}

TEST_CASE("whoever writes every seven seconds never waits") {
    PairPace pair;
    for (std::int64_t now = 0; now < 1000 * second; now += 7 * second) {
        CHECK(pair.next_at(now) == now);
        pair.take(now);
    }
}
