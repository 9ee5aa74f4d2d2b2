#include <sys/wait.h>
#include <unistd.h>

#include "check/subject.hpp"

namespace crm::check {
namespace {

std::int64_t fixed_time(void*) {
    return 1700000000000;
}
void no_log(void*, std::int32_t, const crm_str*, const crm_str*) {}

const crm_host& quiet_host() {
    static const crm_host host{CRM_SIZE_UPTO(crm_host, now_ms),
                               CRM_HOST_FOREIGN_THREADS,
                               nullptr,
                               str("crm-plugin-check"),
                               str("1"),
                               &no_log,
                               &fixed_time};
    return host;
}

/// The states of an instance that is opened and no more.
std::string available_too_early(const Instance& instance) {
    crm_http_request request = http_request();
    request.method = str("GET");
    request.path = str("/");
    const crm_feed_read read = feed_read("check");
    const crm_operation_query query = operation_query("none", {});
    if (instance.handle_http(request).status() != CRM_E_UNAVAILABLE)
        return "handle_http does not answer CRM_E_UNAVAILABLE";
    if (instance.next_events(read).status() != CRM_E_UNAVAILABLE)
        return "next_events does not answer CRM_E_UNAVAILABLE";
    if (instance.get_operation(query).status() != CRM_E_UNAVAILABLE)
        return "get_operation does not answer CRM_E_UNAVAILABLE";
    if (instance.wait_events(read) != CRM_E_UNAVAILABLE) return "wait_events does not answer CRM_E_UNAVAILABLE";
    if (instance.ack_events(read) != CRM_E_UNAVAILABLE) return "ack_events does not answer CRM_E_UNAVAILABLE";
    if (instance.plugin().event_fd(instance.get(), &read) != -1) return "event_fd does not answer -1";
    if (!instance.health()) return "health gives no reply";
    if (!instance.metrics()) return "metrics gives no reply";
    return {};
}

/// Configured and started as the only owner; throws Unfit where that is refused.
void start(Instance& instance, const Subject& subject) {
    const std::string text = config_text(subject);
    const Reply configured = instance.configure(document(text, subject.config.string()));
    if (!configured.ok()) throw Unfit{"configure() refused: " + told(configured)};
    const Reply started = instance.start();
    if (!started.ok()) throw Unfit{"start() refused: " + told(started)};
}

constexpr std::uint32_t stop_ms = 5000;

}  // namespace

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
    for (int time = 0; time < 2; ++time) opened(subject, plugin, "owner", &quiet_host());
    return Outcome::passed();
}

Outcome opens_without_host(const Subject& subject) {
    opened(subject, loaded(subject), "owner", nullptr);
    return Outcome::passed();
}

Outcome starts_no_thread_before_start(const Subject& subject) {
    const std::size_t before = thread_count();
    const LoadedPlugin plugin = loaded(subject);
    const Instance instance = opened(subject, plugin, "owner", &quiet_host());
    const std::size_t now = thread_count();
    return now == before ? Outcome::passed()
                         : Outcome::failed("there are " + std::to_string(now - before) + " new threads");
}

Outcome is_unavailable_before_start(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    const Instance instance = opened(subject, plugin, "owner", &quiet_host());
    const std::string wrong = available_too_early(instance);
    return wrong.empty() ? Outcome::passed() : Outcome::failed(wrong);
}

Outcome replies_outlive_close(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    Reply reply;
    std::string before;
    {
        const Instance instance = opened(subject, plugin, "owner", &quiet_host());
        reply = instance.health();
        before = reply.body();
    }
    return reply.body() == before ? Outcome::passed()
                                  : Outcome::failed("the reply's body changed when the instance closed");
}

Outcome notices_fork(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    Instance instance = opened(subject, plugin, "owner", &quiet_host());
    const pid_t child = ::fork();
    if (child == 0) {
        const bool told_so = instance.next_events(feed_read("check")).status() == CRM_E_FORKED &&
                             instance.health().status() == CRM_E_FORKED;
        instance = Instance();  // closes
        ::_exit(told_so ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) return Outcome::failed("the child ended by signal " + std::to_string(WTERMSIG(status)));
    if (WEXITSTATUS(status) != 0) return Outcome::failed("the child's calls did not answer CRM_E_FORKED");
    return instance.health().ok() ? Outcome::passed()
                                  : Outcome::failed("after the child closed, the parent's instance is ill");
}

Outcome starts_and_stops(const Subject& subject) {
    if (subject.config.empty()) return Outcome::skipped("no --config FILE to start with");
    const LoadedPlugin plugin = loaded(subject);
    Instance instance = opened(subject, plugin, "owner", &quiet_host());
    const std::size_t before = thread_count();
    for (int time = 0; time < 2; ++time) {
        start(instance, subject);
        const Reply events = instance.next_events(feed_read("check"));
        if (!events.ok()) return Outcome::failed("started, next_events refuses: " + told(events));
        const Reply stopped = instance.stop(stop_ms);
        if (!stopped.ok()) return Outcome::failed("stop() refused: " + told(stopped));
        const std::size_t now = thread_count();
        if (now > before) return Outcome::failed("stop() left " + std::to_string(now - before) + " threads");
    }
    return Outcome::passed();
}

Outcome refuses_second_owner(const Subject& subject) {
    if (subject.config.empty()) return Outcome::skipped("no --config FILE to start with");
    const LoadedPlugin plugin = loaded(subject);
    Instance first = opened(subject, plugin, "owner", &quiet_host());
    start(first, subject);
    bool refused = false;
    try {
        Instance second = opened(subject, plugin, "owner", &quiet_host());
        start(second, subject);
        second.stop(stop_ms);
    } catch (const Unfit&) {
        refused = true;
    }
    first.stop(stop_ms);
    return refused ? Outcome::passed() : Outcome::failed("two owners of one state were started");
}

}  // namespace crm::check
