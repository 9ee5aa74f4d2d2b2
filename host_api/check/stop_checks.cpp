#include <array>
#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include "check/load.hpp"

namespace crm::check {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Outcome ends_waiting_calls(const Subject& subject) {
    Running all = running(subject);
    auto waiting = std::async(std::launch::async, [&] {
        crm_feed_read read = feed_read("check-wait");
        read.start = str("now");
        read.timeout_ms = 60000;
        return all.instance.wait_events(read);
    });
    std::this_thread::sleep_for(milliseconds(200));
    const Reply stopped = all.instance.stop(stop_ms);
    if (waiting.wait_for(std::chrono::seconds(10)) != std::future_status::ready) {
        std::printf("\ncrm-check failed wait_events goes on after stop()\n");
        std::fflush(stdout);
        std::_Exit(0);  // the waiting thread cannot be joined
    }
    const crm_status status = waiting.get();
    return status == CRM_E_UNAVAILABLE ? Outcome::passed()
                                       : Outcome::failed("the waiting call answered " + std::to_string(status));
}

Outcome stops_under_load(const Subject& subject) {
    const std::size_t before = thread_count();
    Running all = running(subject);
    Load load(all, subject);
    while (load.made() < 200) std::this_thread::sleep_for(milliseconds(5));
    const auto began = steady_clock::now();
    const Reply stopped = all.instance.stop(0);
    const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - began).count();
    std::string late = unavailable_calls(all.plugin, subject, all.instance);
    load.join();
    if (!stopped.ok()) return Outcome::failed("stop() with a deadline of 0 refused: " + told(stopped));
    if (took > 8000) return Outcome::failed("stop() with a deadline of 0 took " + std::to_string(took) + " ms");
    if (!load.wrong().empty()) return Outcome::failed("while it stopped, " + load.wrong());
    if (!late.empty()) return Outcome::failed("after stop() " + late);
    const std::size_t left = threads_above(before);
    return left == 0 ? Outcome::passed() : Outcome::failed("it left " + counted(left, "thread"));
}

constexpr std::size_t most_submitted = 64;

/// What the dones of the requests say.
struct Counts {
    const crm_plugin* plugin;
    std::array<std::atomic<int>, most_submitted> done{};
    struct Ticket {
        Counts* counts;
        std::size_t number;
    };
    std::array<Ticket, most_submitted> tickets{};

    static void take(void* ctx, const crm_reply* reply) {
        const auto& ticket = *static_cast<Ticket*>(ctx);
        ++ticket.counts->done[ticket.number];
        if (reply != nullptr) ticket.counts->plugin->release(reply);
    }
};

Outcome is_done_once(const Subject& subject) {
    Running all = running(subject);
    static Counts counts;  // outlives a done that comes too late
    counts.plugin = all.plugin.table;
    std::array<bool, most_submitted> accepted{};
    crm_http_request request = http_request();
    request.method = str("GET");
    request.path = str("/no-such-path");
    for (std::size_t number = 0; number < most_submitted; ++number) {
        counts.tickets[number] = {&counts, number};
        const crm_status status = all.instance.submit_http(request, &counts.tickets[number], &Counts::take);
        accepted[number] = status >= CRM_OK;
    }
    const Reply stopped = all.instance.stop(0);
    std::array<int, most_submitted> told{};
    for (std::size_t number = 0; number < most_submitted; ++number) told[number] = counts.done[number];
    std::this_thread::sleep_for(milliseconds(100));
    for (std::size_t number = 0; number < most_submitted; ++number) {
        const std::string times = "done was called " + counted(static_cast<std::size_t>(counts.done[number]), "time") +
                                  " for a request that ";
        if (!accepted[number] && counts.done[number] != 0) return Outcome::failed(times + "was refused");
        if (accepted[number] && counts.done[number] != 1) return Outcome::failed(times + "was accepted");
        if (counts.done[number] != told[number]) return Outcome::failed("done was called after stop() had returned");
    }
    return Outcome::passed();
}

}  // namespace

std::vector<Check> stop_checks() {
    return {
        {"stop.ends-waits", "States", "stop() ends every waiting call with CRM_E_UNAVAILABLE",
         "wake your waiters when the state changes, and let them look at it", &ends_waiting_calls},
        {"stop.under-load", "States", "stop() with a deadline of 0 under 16 threads abandons work, never threads",
         "join every thread whatever the deadline; refuse calls that come later", &stops_under_load},
        {"stop.done-once", "submit_http", "done is called exactly once for what was accepted, before stop() returns",
         "count what is outstanding and let stop() wait for it; never call done after a negative answer",
         &is_done_once},
    };
}

}  // namespace crm::check
