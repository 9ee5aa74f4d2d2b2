#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "ingest/bad_knocks.hpp"

using namespace coexist;

TEST_CASE("after a burst of bad deliveries an address gets one whole answer a second", "[ingest]") {
    const auto bad = std::make_unique<BadKnocks>();
    for (int count = 0; count < BadKnocks::burst; ++count) CHECK(bad->count("192.0.2.7:4000", 5000) == 0);
    CHECK(bad->count("192.0.2.7:4001", 5000) == 1);
    CHECK(bad->count("192.0.2.7", 5999) == 1);
    CHECK(bad->count("192.0.2.7:4001", 6000) == 0);
    CHECK(bad->count("192.0.2.7:4001", 6000) == 1);
    CHECK(bad->count("192.0.2.8:4001", 6000) == 0);
    for (int count = 0; count < BadKnocks::burst; ++count) CHECK(bad->count("192.0.2.7:1", 1'000'000) == 0);
}

TEST_CASE("a clock that is set back keeps nobody waiting for longer than a burst", "[ingest]") {
    const auto bad = std::make_unique<BadKnocks>();
    for (int count = 0; count < BadKnocks::burst; ++count) bad->count("192.0.2.7:1", 1'000'000'000);
    CHECK(bad->count("192.0.2.7:1", 5000) == 1);
    CHECK(bad->count("192.0.2.7:1", 6000) == 0);
    CHECK(bad->count("192.0.2.7:1", 1'000'000'000 + BadKnocks::burst * 1000) == 0);
}

TEST_CASE("an address is a peer without its port, and of IPv6 what one customer has", "[ingest]") {
    CHECK(address_of("192.0.2.7:4711") == "192.0.2.7");
    CHECK(address_of("192.0.2.7") == "192.0.2.7");
    CHECK(address_of("2001:db8:1:2:3:4:5:6:4711") == "2001:db8:1:2");
    CHECK(address_of("[2001:db8:1:2:3:4:5:6]:4711") == "2001:db8:1:2");
    CHECK(address_of("[::1]:4711") == "::1");
    CHECK(address_of("localhost") == "localhost");
    CHECK(address_of("").empty());
    CHECK(address_of("[").empty());
}

TEST_CASE("many threads of one address share one burst", "[ingest]") {
    const auto bad = std::make_unique<BadKnocks>();
    std::atomic<int> whole{0};
    std::vector<std::thread> threads;
    for (int each = 0; each < 8; ++each) {
        threads.emplace_back([&] {
            for (int count = 0; count < 1000; ++count) whole += bad->count("192.0.2.7:1", 5000) == 0 ? 1 : 0;
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(whole == BadKnocks::burst);
}
