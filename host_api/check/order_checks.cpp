#include "check/any_calls.hpp"
#include "check/subject.hpp"

namespace crm::check {
namespace {

/// A refusal in words; anything else is words about it.
std::string refusal(const Reply& reply, const char* what) {
    if (reply.ok()) return std::string(what) + " is not refused";
    const std::string wrong = no_problem_document(reply);
    return wrong.empty() ? wrong : std::string(what) + ": " + wrong;
}

Outcome refuses_start_before_configure(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    Instance instance = opened(subject, plugin);
    return Outcome::of(refusal(instance.start(), "start() of an instance that is not configured"));
}

Outcome stays_started(const Subject& subject) {
    Running all = running(subject);
    const Reply again = all.instance.start();  // refused or not: it must go on
    if (!again) return Outcome::failed("a second start() gives no reply");
    const Reply events = all.instance.next_events(feed_read("check"));
    return events.ok() ? Outcome::passed() : Outcome::failed("after a second start(): " + told(events));
}

Outcome stops_when_not_started(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    Instance instance = opened(subject, plugin);
    if (!instance.stop(stop_ms)) return Outcome::failed("stop() of an opened instance gives no reply");
    start(instance, subject);
    if (!instance.stop(stop_ms).ok()) return Outcome::failed("stop() is refused");
    if (!instance.stop(stop_ms)) return Outcome::failed("a second stop() gives no reply");
    start(instance, subject);
    return Outcome::passed();
}

Outcome reloads_all_or_nothing(const Subject& subject) {
    Running all = running(subject);
    const std::string wrong =
        refusal(all.instance.configure(document("{]", "broken")), "a broken configuration of a running instance");
    if (!wrong.empty()) return Outcome::failed(wrong);
    const Reply events = all.instance.next_events(feed_read("check"));
    if (!events.ok()) return Outcome::failed("after the refused configuration: " + told(events));
    configure(all.instance, subject);  // again while running = reload
    const Reply later = all.instance.next_events(feed_read("check"));
    return later.ok() ? Outcome::passed() : Outcome::failed("after the second configuration: " + told(later));
}

}  // namespace

std::vector<Check> order_checks() {
    return {
        {"order.start-unconfigured", "States", "start() before configure() is refused with a problem document",
         "answer CRM_E_CONFLICT", &refuses_start_before_configure},
        {"order.start-twice", "States", "a second start() does not harm a started instance", "answer CRM_E_CONFLICT",
         &stays_started},
        {"order.stop-twice", "States", "stop() of what is not started harms nothing", "answer {\"left\": []}",
         &stops_when_not_started},
        {"order.reload", "configure", "configure() is all or nothing, and again while running a reload",
         "read the whole document before you change anything", &reloads_all_or_nothing},
    };
}

}  // namespace crm::check
