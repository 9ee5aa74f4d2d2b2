#include "model/call_usage.hpp"

#include "catch.hpp"

using namespace coexist;

namespace {

constexpr std::int64_t now = 1'763'637'720'000;
constexpr std::int64_t second = 1'000;
constexpr std::int64_t minute = 60 * second;

std::int64_t wait_of(const CallPace& pace, CallFor whom, std::int64_t at = now) {
    return pace.next_at(whom, at) - at;
}

}  // namespace

TEST_CASE("nothing waits before anything was told, nor below three quarters of a limit") {
    CallPace pace;
    CHECK(wait_of(pace, CallFor::background) == 0);
    for (const int percent : {0, 40, 74}) {
        pace.told({percent, 0}, now);
        pace.left(now);
        CHECK(wait_of(pace, CallFor::background) == 0);
        CHECK_FALSE(pace.pressed(now));
    }
}

TEST_CASE("the nearer a limit, the further apart are the background's calls; people do not wait for it") {
    CallPace pace;
    std::int64_t former = 0;
    for (const int percent : {75, 80, 90, 94}) {
        pace.told({percent, 0}, now);
        CHECK(wait_of(pace, CallFor::background) == 0);
        pace.left(now);
        CHECK(wait_of(pace, CallFor::background) > former);
        former = wait_of(pace, CallFor::background);
        CHECK(former <= minute);
        CHECK(wait_of(pace, CallFor::background, now + former) == 0);
        CHECK(wait_of(pace, CallFor::person) == 0);
        CHECK(pace.pressed(now));
        pace.left(now - minute * 2);
    }
}

TEST_CASE("from 95 % the background rests, and people may still ask; at the limit they wait as well") {
    CallPace pace;
    pace.told({96, 0}, now);
    CHECK(wait_of(pace, CallFor::background) == CallPace::rest_ms);
    CHECK(wait_of(pace, CallFor::person) == 0);
    pace.told({100, 0}, now);
    CHECK(wait_of(pace, CallFor::person) == CallPace::rest_ms);
    pace.told({100, 12 * minute}, now);
    CHECK(wait_of(pace, CallFor::person) == 12 * minute);
    CHECK(wait_of(pace, CallFor::background) == 12 * minute);
    // A figure below the limit with a time: the platform refuses all the same.
    pace.told({40, 3 * minute}, now);
    CHECK(wait_of(pace, CallFor::person) == 3 * minute);
    CHECK(pace.pressed(now));
}

TEST_CASE("after a rest the background's calls go one by one until the platform tells how full it is") {
    CallPace pace;
    pace.told({100, 12 * minute}, now);
    const std::int64_t after = now + 12 * minute;
    CHECK(wait_of(pace, CallFor::background, after) == 0);
    pace.left(after);
    CHECK(wait_of(pace, CallFor::background, after) > 30 * second);
    pace.told({10, 0}, after + second);
    CHECK(wait_of(pace, CallFor::background, after + second) == 0);
}

TEST_CASE("a refusal without figures stops calls for some minutes, and no known end is overridden by it") {
    CallPace pace;
    pace.told({30, 0}, now);
    pace.refused(now);
    CHECK(wait_of(pace, CallFor::person) == CallPace::rest_ms);
    CHECK(pace.percent(now) == 100);
    pace.told({100, minute}, now);
    pace.refused(now);
    CHECK(wait_of(pace, CallFor::person) == minute);
}

TEST_CASE("no figure stops calls for more than an hour, and a clock that is set back for good stops nothing") {
    CallPace pace;
    pace.told({100, 7 * 24 * 60 * minute}, now);
    CHECK(wait_of(pace, CallFor::background) == CallPace::longest_ms);
    CHECK(wait_of(pace, CallFor::background, now + CallPace::longest_ms) == 0);
    CHECK(wait_of(pace, CallFor::background, now - 2 * CallPace::longest_ms) == 0);
    CHECK(pace.percent(now + CallPace::longest_ms) == 0);
}
