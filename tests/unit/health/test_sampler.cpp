#include <future>

#include "catch.hpp"
#include "health/sampler.hpp"

using namespace coexist;
using namespace std::chrono_literals;

namespace {

std::chrono::milliseconds took(const std::function<void()>& what) {
    const auto begin = std::chrono::steady_clock::now();
    what();
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
}

}  // namespace

TEST_CASE("whoever asks for a fresh sample gets one that was begun after he asked", "[health]") {
    std::atomic<std::int64_t> truth{1};
    Sampler sampler([&](const StateSample& /*former*/) {
        StateSample sample;
        sample.quarantined = truth.load();
        return sample;
    });
    sampler.start();
    for (std::int64_t value = 2; value < 50; ++value) {
        truth = value;
        REQUIRE(sampler.fresh(5s)->quarantined == value);
    }
    sampler.stop();
}

TEST_CASE("a disk that hangs holds up nobody who asks", "[health]") {
    std::promise<void> disk;
    std::shared_future<void> works = disk.get_future().share();
    std::atomic<int> looks{0};
    Sampler sampler([&](const StateSample& former) {
        if (++looks > 1) works.wait();
        StateSample sample = former;
        sample.quarantined = looks;
        return sample;
    });
    CHECK(sampler.latest() == nullptr);
    sampler.start();
    REQUIRE(sampler.fresh(5s) != nullptr);
    while (looks < 2) std::this_thread::sleep_for(1ms);
    CHECK(took([&] { CHECK(sampler.latest()->quarantined == 1); }) < 100ms);
    CHECK(took([&] { CHECK(sampler.fresh(200ms)->quarantined == 1); }) < 2s);
    CHECK(sampler.looking_ms() >= 200);
    disk.set_value();
    CHECK(sampler.fresh(5s)->quarantined > 1);
    sampler.stop();
}
