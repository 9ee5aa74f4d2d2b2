#include "model/second_window.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <vector>

#include "catch.hpp"

using namespace coexist;

namespace {

constexpr std::int64_t second = 1'000'000;

/// Leaves as soon as it may for ten seconds; each message arrives somewhere on its way. Answers the arrivals.
std::vector<std::int64_t> arrivals_of(int limit, std::int64_t longest_way) {
    SecondWindow window(limit);
    std::vector<std::int64_t> arrivals;
    std::multimap<std::int64_t, std::int64_t> ends;  // when answered, when arrived
    std::srand(6);
    for (std::int64_t now = second; now < 11 * second; now += 500) {
        while (!ends.empty() && ends.begin()->first <= now) {
            window.ended(ends.begin()->first);
            ends.erase(ends.begin());
        }
        while (window.next_at(now) <= now) {
            window.leaves();
            const std::int64_t way = std::rand() % longest_way;
            const std::int64_t arrival = now + way;
            arrivals.push_back(arrival);
            ends.emplace(arrival + std::rand() % longest_way, arrival);
        }
    }
    std::sort(arrivals.begin(), arrivals.end());
    return arrivals;
}

}  // namespace

TEST_CASE("no second at the platform sees more than the limit, however uneven the way") {
    for (const std::int64_t longest_way : {std::int64_t{1'000}, std::int64_t{80'000}, std::int64_t{700'000}}) {
        const std::vector<std::int64_t> arrivals = arrivals_of(20, longest_way);
        REQUIRE(arrivals.size() > 40);
        for (std::size_t last = 20; last < arrivals.size(); ++last) {
            CHECK(arrivals[last] - arrivals[last - 20] >= second);
        }
    }
}

TEST_CASE("what else the platform counts leaves less for us, for a second") {
    SecondWindow window(3);
    window.count(second);
    window.count(second + 10);
    window.count(second + 20);
    CHECK(window.next_at(second + 30) == 2 * second);
    CHECK(window.next_at(2 * second) == 2 * second);
    window.leaves();
    CHECK(window.next_at(2 * second) == 2 * second + 10);
}

TEST_CASE("whoever is full with messages under way waits for one of their answers") {
    SecondWindow window(2);
    window.leaves();
    window.leaves();
    CHECK(window.next_at(second) == SecondWindow::unknown_time);
    window.ended(5 * second);
    CHECK(window.next_at(5 * second) == 6 * second);
}

TEST_CASE("however much comes in, ours are not kept back for longer than two seconds", "[outbox]") {
    SecondWindow window(20);
    std::int64_t now = 10 * second;
    int sent = 0;
    for (int step = 0; step < 5000; ++step, now += second / 500) {  // 500 a second come in, for ten seconds
        window.count(now);
        if (window.next_at(now) > now) continue;
        window.leaves();
        window.ended(now);
        ++sent;
    }
    CHECK(sent >= 4);
    CHECK(sent <= 25);
}
