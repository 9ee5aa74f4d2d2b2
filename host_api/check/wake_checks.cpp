#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <thread>

#include "check/feed_reader.hpp"

namespace crm::check {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Outcome times_out(const Subject& subject) {
    const Running all = running(subject);
    be_idle(all.instance, "check");
    const auto began = steady_clock::now();
    const crm_status status = all.instance.wait_events(reading("check", 250));
    const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - began).count();
    if (status != CRM_E_TIMEOUT) return Outcome::failed("without events it answers " + std::to_string(status));
    return took >= 240 ? Outcome::passed()
                       : Outcome::failed("told to wait 250 ms it came back after " + std::to_string(took));
}

Outcome answers_waiting_events(const Subject& subject) {
    const Running all = running(subject);
    first_batch(all.instance, "check");
    const crm_status status = all.instance.wait_events(reading("check", 5000));
    return status == CRM_OK ? Outcome::passed()
                            : Outcome::failed("while events wait it answers " + std::to_string(status));
}

Outcome wakes_running_waits(const Subject& subject) {
    const Running all = running(subject);
    be_idle(all.instance, "check-one");
    be_idle(all.instance, "check-two");
    const auto wait = [&](const char* name) {
        return std::async(std::launch::async, [&all, name] { return all.instance.wait_events(reading(name, 10000)); });
    };
    auto one = wait("check-one");
    auto two = wait("check-two");
    std::this_thread::sleep_for(milliseconds(300));
    const crm_status status = all.instance.wake();
    if (status != CRM_OK) return Outcome::failed("wake() answers " + std::to_string(status));
    const crm_status first = one.get();
    const crm_status second = two.get();
    return first == CRM_WOKEN && second == CRM_WOKEN
               ? Outcome::passed()
               : Outcome::failed("the waits of two consumers answered " + std::to_string(first) + " and " +
                                 std::to_string(second) + ", not CRM_WOKEN");
}

Outcome keeps_a_wake(const Subject& subject) {
    const Running all = running(subject);
    be_idle(all.instance, "check");
    all.instance.wake();
    const crm_status status = all.instance.wait_events(reading("check", 1000));
    return status == CRM_WOKEN
               ? Outcome::passed()
               : Outcome::failed("a wake() before the wait is lost: it answers " + std::to_string(status));
}

Outcome wakes_once(const Subject& subject) {
    const Running all = running(subject);
    be_idle(all.instance, "check");
    all.instance.wake();
    all.instance.wait_events(reading("check", 1000));
    const crm_status status = all.instance.wait_events(reading("check", 250));
    return status == CRM_E_TIMEOUT ? Outcome::passed()
                                   : Outcome::failed("one wake() ended two waits: " + std::to_string(status));
}

/// A wake that comes while a wait begins, looks at the state or lies down ends it, too.
Outcome wakes_at_any_time(const Subject& subject) {
    const Running all = running(subject);
    be_idle(all.instance, "check");
    for (int round = 0; round < 200; ++round) {
        auto waiting =
            std::async(std::launch::async, [&all] { return all.instance.wait_events(reading("check", 2000)); });
        std::this_thread::sleep_for(std::chrono::microseconds(round * 2));
        all.instance.wake();
        if (const crm_status status = waiting.get(); status != CRM_WOKEN) {
            return Outcome::failed("a wake() that comes while a wait begins is lost: it answers " +
                                   std::to_string(status));
        }
    }
    return Outcome::passed();
}

bool readable(int descriptor, int ms) {
    pollfd waited{descriptor, POLLIN, 0};
    return ::poll(&waited, 1, ms) == 1;
}

/// Words about an event_fd whose consumer has events waiting.
std::string misbehaves(const Instance& instance, int descriptor) {
    char byte = 0;
    if (!readable(descriptor, 5000)) return "no byte arrived within 5 s though events wait";
    if (::recv(descriptor, &byte, 1, 0) != 1) return "it is at its end though the instance runs";
    if (readable(descriptor, 300)) return "a second byte arrived before next_events was called";
    batch(instance, reading("check"));
    if (!readable(descriptor, 5000)) return "no byte arrived after next_events, though events still wait";
    return {};
}

Outcome tells_by_descriptor(const Subject& subject) {
    Running all = running(subject);
    first_batch(all.instance, "check");
    const crm_feed_read read = reading("check");
    const crm_plugin& table = *all.plugin.table;
    const int descriptor = table.event_fd(all.instance.get(), &read);
    const int other = table.event_fd(all.instance.get(), &read);
    if (descriptor < 0 || other < 0) return Outcome::skipped("it offers no event_fd");
    if (descriptor == other) return Outcome::failed("the second answer is the first one's descriptor");
    ::close(other);  // a host may close at any time
    std::string wrong = misbehaves(all.instance, descriptor);
    all.instance.stop(stop_ms);
    char rest[16];
    while (wrong.empty()) {
        if (!readable(descriptor, 3000)) wrong = "after stop() it is not at its end";
        if (wrong.empty() && ::recv(descriptor, rest, sizeof rest, 0) == 0) break;
    }
    ::close(descriptor);
    return Outcome::of(wrong);
}

}  // namespace

std::vector<Check> wake_checks() {
    return {
        {"wait.timeout", "wait_events", "without events it waits as long as it is told, then answers CRM_E_TIMEOUT",
         "wait on a condition until a deadline", &times_out},
        {"wait.events", "wait_events", "while events wait it answers CRM_OK", "look before you wait",
         &answers_waiting_events},
        {"wake.running", "wake", "it ends the wait_events now running of each consumer with CRM_WOKEN",
         "broadcast, and count wakes for each consumer", &wakes_running_waits},
        {"wake.kept", "wake", "when none runs, it ends the next wait_events",
         "remember for each consumer which wakes it has seen", &keeps_a_wake},
        {"wake.once", "wake", "it ends one wait_events of a consumer, not two",
         "note the wake as seen when it ends a wait", &wakes_once},
        {"wake.any-time", "wake", "it ends the wait that begins at that moment, too",
         "compare with the wakes that you saw before you looked for events, under the lock that you wait with",
         &wakes_at_any_time},
        {"wake.descriptor", "event_fd",
         "a new socket each time; one byte when events wait, no other until next_events; end of file at stop()",
         "answer one end of a socketpair and shut yours in stop()", &tells_by_descriptor},
    };
}

}  // namespace crm::check
