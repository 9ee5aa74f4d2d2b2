#include <sys/wait.h>
#include <unistd.h>

#include "check/any_calls.hpp"
#include "check/subject.hpp"

namespace crm::check {
namespace {

/// Words about the first call that does not know that this is another process.
std::string knows_no_fork(const LoadedPlugin& plugin, const Subject& subject, Instance& instance) {
    for (const AnyCall& call : any_calls(plugin, subject)) {
        const crm_status status = call.make(instance).status;
        if (call.name == "event_fd" ? status < CRM_OK : status == CRM_E_FORKED) continue;
        return call.name + " answers " + std::to_string(status);
    }
    if (instance.configure(document("{}", "child")).status() != CRM_E_FORKED) return "configure answers something else";
    if (instance.start().status() != CRM_E_FORKED) return "start answers something else";
    if (instance.stop(0).status() != CRM_E_FORKED) return "stop answers something else";
    return {};
}

/// Calls everything in a forked child and closes there. Words about what was wrong in it.
std::string in_a_child(const LoadedPlugin& plugin, const Subject& subject, Instance& instance) {
    int ends[2];
    if (::pipe(ends) != 0) throw Unfit{"there is no pipe"};
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(15);
        const std::string wrong = knows_no_fork(plugin, subject, instance);
        instance = Instance();  // closes
        if (::write(ends[1], wrong.data(), wrong.size()) < 0) ::_exit(1);
        ::_exit(0);
    }
    ::close(ends[1]);
    char words[500];
    const ssize_t length = ::read(ends[0], words, sizeof words);
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) {
        const int signal = WTERMSIG(status);
        return signal == SIGALRM ? "in the child a call or close() did not come back"
                                 : "the child ended by signal " + std::to_string(signal);
    }
    return length > 0 ? "in the child " + std::string(words, static_cast<std::size_t>(length)) : std::string();
}

Outcome notices_fork(const Subject& subject) {
    const LoadedPlugin plugin = loaded(subject);
    Instance instance = opened(subject, plugin);
    const std::string wrong = in_a_child(plugin, subject, instance);
    if (!wrong.empty()) return Outcome::failed(wrong);
    return instance.health().ok() ? Outcome::passed()
                                  : Outcome::failed("after the child closed, the parent's instance is ill");
}

Outcome survives_fork(const Subject& subject) {
    Running all = running(subject);
    for (int time = 0; time < 3; ++time) {
        const std::string wrong = in_a_child(all.plugin, subject, all.instance);
        if (!wrong.empty()) return Outcome::failed(wrong);
    }
    const Reply events = all.instance.next_events(feed_read("check"));
    if (!events.ok()) return Outcome::failed("after the children closed, the parent's next_events: " + told(events));
    try {
        Instance second = opened(subject, all.plugin);
        start(second, subject);
        return Outcome::failed("after the children closed, a second owner was started: the lock went with a child");
    } catch (const Unfit&) {
        const Reply stopped = all.instance.stop(stop_ms);
        return stopped.ok() ? Outcome::passed() : Outcome::failed("the parent's stop(): " + told(stopped));
    }
}

}  // namespace

std::vector<Check> fork_checks() {
    return {
        {"fork.opened", "Fork", "in a forked child every call but release() and close() answers CRM_E_FORKED",
         "remember getpid() in open() and compare it at each entry", &notices_fork},
        {"fork.started", "Fork",
         "children of a started instance hear CRM_E_FORKED, and their close() touches nothing that is shared",
         "compare getpid() before any lock is taken; free memory only in a child's close()", &survives_fork},
    };
}

}  // namespace crm::check
