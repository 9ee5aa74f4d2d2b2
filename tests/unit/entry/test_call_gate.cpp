#include <atomic>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "entry/call_gate.hpp"
#include "store/another_process.hpp"

using coexist::CallGate;

namespace {

struct Room {
    explicit Room(int given, std::function<void()> at_end = {}) : number(given), ends(std::move(at_end)) {}
    ~Room() {
        if (ends) ends();
    }
    Room(const Room&) = delete;
    Room& operator=(const Room&) = delete;
    const int number;
    const std::function<void()> ends;
};

}  // namespace

TEST_CASE("nobody gets through a gate that is shut", "[entry]") {
    CallGate<Room> gate;
    CHECK_FALSE(gate.enter());
    gate.open(std::make_shared<Room>(1));
    CHECK(gate.enter());
    gate.shut();
    CHECK_FALSE(gate.enter());
    gate.wait_empty();
}

TEST_CASE("who is inside stays in his room while later calls get another", "[entry]") {
    CallGate<Room> gate;
    bool ended = false;
    gate.open(std::make_shared<Room>(1, [&] { ended = true; }));
    {
        const auto early = gate.enter();
        gate.open(std::make_shared<Room>(2));
        const auto late = gate.enter();
        CHECK(early->number == 1);
        CHECK(late->number == 2);
        CHECK_FALSE(ended);
    }
    CHECK(ended);
}

TEST_CASE("a room may ask at its gate while it ends", "[entry]") {
    CallGate<Room> gate;
    bool got_in = false;
    gate.open(std::make_shared<Room>(1, [&] { got_in = static_cast<bool>(gate.enter()); }));
    gate.open(std::make_shared<Room>(2));
    CHECK(got_in);
}

TEST_CASE("waiting for the empty gate lasts until the last call left", "[entry]") {
    CallGate<Room> gate;
    gate.open(std::make_shared<Room>(1));
    std::atomic<bool> empty{false};
    std::thread waiting;
    {
        auto first = std::make_unique<CallGate<Room>::Pass>(gate.enter());
        const auto second = gate.enter();
        gate.shut();
        waiting = std::thread([&] {
            gate.wait_empty();
            empty = true;
        });
        first.reset();
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        CHECK_FALSE(empty);
    }
    waiting.join();
    CHECK(empty);
}

TEST_CASE("many calls through a gate whose room changes all find a whole room", "[entry]") {
    CallGate<Room> gate;
    gate.open(std::make_shared<Room>(0));
    std::atomic<bool> go{true};
    std::atomic<int> calls{0};
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 8; ++caller) {
        callers.emplace_back([&] {
            while (go) {
                const auto pass = gate.enter();
                if (!pass || pass->number < 0) continue;
                ++calls;
            }
        });
    }
    for (int room = 1; room < 300; ++room) gate.open(std::make_shared<Room>(room));
    REQUIRE(rooms::eventually([&] { return calls > 1000; }));
    gate.shut();
    gate.wait_empty();
    const int before = calls;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK(calls == before);
    go = false;
    for (std::thread& caller : callers) caller.join();
}
