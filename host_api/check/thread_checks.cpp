#include <algorithm>
#include <chrono>
#include <future>
#include <thread>

#include "check/load.hpp"

namespace crm::check {
namespace {

using std::chrono::milliseconds;

Outcome takes_sixteen_threads(const Subject& subject) {
    const Running all = running(subject);
    Load load(all, subject);
    for (int time = 0; time < 100 && load.wrong().empty() && (time < 10 || load.made() < 2000); ++time) {
        std::this_thread::sleep_for(milliseconds(50));
    }
    load.join();
    if (!load.wrong().empty()) return Outcome::failed(load.wrong());
    return all.instance.health() ? Outcome::passed() : Outcome::failed("after it health gives no reply");
}

Outcome waits_hold_nobody_up(const Subject& subject) {
    constexpr std::uint32_t wait_ms = 4000;
    const Running all = running(subject);
    auto waiting = std::async(std::launch::async, [&] {
        crm_feed_read read = feed_read("check-wait");
        read.start = str("now");
        read.timeout_ms = wait_ms;
        return all.instance.wait_events(read);
    });
    const std::vector<AnyCall> calls = any_calls(all.plugin, subject);
    std::int64_t longest = 0;
    while (waiting.wait_for(milliseconds(50)) != std::future_status::ready) {
        const auto began = std::chrono::steady_clock::now();
        for (const AnyCall& call : calls) call.make(all.instance);
        const auto took = std::chrono::steady_clock::now() - began;
        longest = std::max<std::int64_t>(longest, std::chrono::duration_cast<milliseconds>(took).count());
    }
    return longest * 4 < std::int64_t{wait_ms} * 3
               ? Outcome::passed()
               : Outcome::failed("while one thread waited for events, others could not call for " +
                                 std::to_string(longest) + " ms");
}

Outcome reloads_under_load(const Subject& subject) {
    Running all = running(subject);
    Load load(all, subject);
    for (int time = 0; time < 5; ++time) configure(all.instance, subject);
    load.join();
    return Outcome::of(load.wrong());
}

}  // namespace

std::vector<Check> thread_checks() {
    return {
        {"any.sixteen-threads", "Threads", "calls tagged [any] may come from 16 threads at once",
         "lock what calls share", &takes_sixteen_threads},
        {"any.waits-apart", "Threads", "a waiting wait_events holds no other call up",
         "wait on a condition that gives the lock back", &waits_hold_nobody_up},
        {"any.reload", "Threads", "configure() may come while [any] calls run",
         "swap the settings under a lock, or by a shared pointer", &reloads_under_load},
    };
}

}  // namespace crm::check
