#include <boost/json.hpp>
#include <csignal>
#include <cstdio>

#include "host/console/session.hpp"
#include "host/running/plugin_problem.hpp"

namespace crm::console {
namespace json = boost::json;
namespace {

constexpr std::uint32_t events_at_once = 100;
constexpr std::uint32_t wait_ms = 300;

/// Takes SIGINT and SIGTERM as a wish to end, to be asked for.
class Interruption {
  public:
    Interruption() {
        sigemptyset(&signals_);
        sigaddset(&signals_, SIGINT);
        sigaddset(&signals_, SIGTERM);
        ::pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    }
    bool wished() const {
        const timespec at_once{0, 0};
        return ::sigtimedwait(&signals_, nullptr, &at_once) > 0;
    }

  private:
    sigset_t signals_;
};

void print(const json::object& event, bool as_json) {
    if (as_json) {
        std::printf("%s\n", json::serialize(event).c_str());
    } else {
        std::printf("%s  %-20s %s  revision %s\n", member(event, "time").c_str(), member(event, "type").c_str(),
                    member(event, "subject").c_str(), member(event, "revision").c_str());
    }
}

/// One batch; answers how many events it had.
Result<std::size_t> print_batch(const GuardedInstance& instance, const Arguments& arguments) {
    const std::string consumer = arguments.get("consumer", "console");
    const std::string start = arguments.get("start", "oldest");
    crm_feed_read read = feed_read(consumer);
    read.max_events = events_at_once;
    read.start = str(start);
    const Reply reply = instance.next_events(read);
    if (!reply.ok()) return problem_of(reply, "feed");
    json::error_code error;
    const json::value body = json::parse(json::string_view(reply.body().data(), reply.body().size()), error);
    const json::value* events = body.is_object() ? body.get_object().if_contains("events") : nullptr;
    if (error || events == nullptr || !events->is_array()) {
        return Problem{"feed_unreadable", "The feed is no document of events.", "Report this to the plugin's vendor."};
    }
    for (const json::value& event : events->get_array()) {
        if (event.is_object()) print(event.get_object(), arguments.has("json"));
    }
    std::fflush(stdout);
    const std::string cursor = member(body.get_object(), "cursor");
    if (!cursor.empty() && !events->get_array().empty()) {
        read.cursor = str(cursor);
        instance.ack_events(read);
    }
    return events->get_array().size();
}

}  // namespace

int events(const Arguments& arguments) {
    const Interruption interruption;
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), arguments.has("json"));
    if (const auto started = session.value()->start_plugins(); !started)
        return refuse(started.problem(), arguments.has("json"));
    const std::string consumer = arguments.get("consumer", "console");
    if (arguments.has("again")) {
        for (const auto& plugin : session.value()->plugins()) plugin->instance.forget_consumer(feed_read(consumer));
    }
    while (!interruption.wished()) {
        std::size_t printed = 0;
        for (const auto& plugin : session.value()->plugins()) {
            const Result<std::size_t> batch = print_batch(plugin->instance, arguments);
            if (!batch) return refuse(batch.problem(), arguments.has("json"));
            printed += batch.value();
        }
        if (printed > 0) continue;
        if (!arguments.has("follow")) break;
        crm_feed_read wait = feed_read(consumer);
        wait.timeout_ms = wait_ms;
        session.value()->plugins().front()->instance.wait_events(wait);
    }
    return 0;
}

}  // namespace crm::console
