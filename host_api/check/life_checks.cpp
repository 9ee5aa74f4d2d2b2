#include "check/any_calls.hpp"
#include "check/subject.hpp"

namespace crm::check {
namespace {

Outcome refuses_broken_options(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    for (const char* options : {"{", "[]", R"({"role":"owner"})", R"({"state":"sqlite:","role":"nobody"})"}) {
        crm_str text = str(options);
        crm_instance* self = reinterpret_cast<crm_instance*>(&text);  // anything but NULL
        const Reply reply(*plugin.table, plugin.table->open(nullptr, &text, &self));
        if (reply.ok()) return Outcome::failed(std::string("it takes the options ") + options);
        if (self != nullptr) return Outcome::failed(std::string("*out is not NULL for the options ") + options);
        if (const std::string wrong = no_problem_document(reply); !wrong.empty()) return Outcome::failed(wrong);
    }
    return Outcome::passed();
}

Outcome opens_and_closes(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    for (int time = 0; time < 2; ++time) opened(subject, plugin);
    return Outcome::passed();
}

Outcome opens_without_host(const Subject& subject) {
    opened(subject, loaded(subject), "owner", nullptr);
    return Outcome::passed();
}

Outcome starts_no_thread_before_start(const Subject& subject) {
    const std::size_t before = thread_count();
    const LoadedPlugin plugin = loaded(subject);
    Instance instance = opened(subject, plugin);
    if (!subject.config.empty()) configure(instance, subject);
    const std::size_t now = thread_count();
    return now == before ? Outcome::passed() : Outcome::failed("it started " + counted(now - before, "thread"));
}

Outcome is_unavailable_before_start(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    Instance instance = opened(subject, plugin);
    std::string wrong = unavailable_calls(plugin, subject, instance);
    if (wrong.empty() && !subject.config.empty()) {
        configure(instance, subject);
        wrong = unavailable_calls(plugin, subject, instance);
    }
    return Outcome::of(wrong);
}

Outcome is_unavailable_after_stop(const Subject& subject) {
    Running all = running(subject);
    const Reply stopped = all.instance.stop(stop_ms);
    if (!stopped.ok()) return Outcome::failed("stop() refused: " + told(stopped));
    return Outcome::of(unavailable_calls(all.plugin, subject, all.instance));
}

Outcome starts_and_stops(const Subject& subject) {
    config_text(subject);
    const LoadedPlugin plugin = loaded(subject);
    Instance instance = opened(subject, plugin);
    const std::size_t before = thread_count();
    for (int time = 0; time < 2; ++time) {
        start(instance, subject);
        const Reply events = instance.next_events(feed_read("check"));
        if (!events.ok()) return Outcome::failed("started, next_events refuses: " + told(events));
        const Reply stopped = instance.stop(stop_ms);
        if (!stopped.ok()) return Outcome::failed("stop() refused: " + told(stopped));
        const std::size_t left = threads_above(before);
        if (left > 0) return Outcome::failed("stop() left " + counted(left, "thread"));
    }
    return Outcome::passed();
}

Outcome closes_while_started(const Subject& subject) {
    const std::size_t before = thread_count();
    running(subject);
    const std::size_t left = threads_above(before);
    return left == 0 ? Outcome::passed()
                     : Outcome::failed("close() of a started instance left " + counted(left, "thread"));
}

Outcome refuses_second_owner(const Subject& subject) {
    Running first = running(subject);
    bool refused = false;
    try {
        Instance second = opened(subject, first.plugin);
        start(second, subject);
        second.stop(stop_ms);
    } catch (const Unfit&) {
        refused = true;
    }
    return refused ? Outcome::passed() : Outcome::failed("two owners of one state were started");
}

}  // namespace

std::vector<Check> life_checks() {
    return {
        {"life.broken-options", "open", "broken options are refused with a problem document, and *out is NULL",
         "set *out to NULL first; require state and a known role", &refuses_broken_options},
        {"life.open-close", "States", "an instance opens and closes, twice", "release in close() what open() took",
         &opens_and_closes},
        {"life.no-host", "open", "host may be NULL", "ask whether there is a host before you use one",
         &opens_without_host},
        {"life.no-thread", "Threads", "nothing starts a thread before start()", "move it to start()",
         &starts_no_thread_before_start},
        {"life.unavailable", "States", "before start() [any] calls answer CRM_E_UNAVAILABLE, and health answers",
         "test the state at each entry, before anything else", &is_unavailable_before_start},
        {"life.after-stop", "States", "after stop() [any] calls answer CRM_E_UNAVAILABLE, and health answers",
         "test the state at each entry, before anything else", &is_unavailable_after_stop},
        {"life.start-stop", "States", "stop() joins every thread, and the instance starts again",
         "join in stop() each thread that start() made", &starts_and_stops},
        {"life.close-started", "States", "close() of a started instance leaves no thread",
         "let close() stop what still runs", &closes_while_started},
        {"life.second-owner", "open", "start() refuses a second owner of one state",
         "hold a lock of the state, and a table of this process's own", &refuses_second_owner},
    };
}

}  // namespace crm::check
