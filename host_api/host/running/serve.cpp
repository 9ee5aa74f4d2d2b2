#include "host/running/serve.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <optional>
#include <thread>

#include "host/http/server.hpp"
#include "host/running/console_door.hpp"
#include "host/running/feed_follower.hpp"
#include "host/running/log.hpp"
#include "host/running/plugin_problem.hpp"
#include "host/running/reload.hpp"
#include "host/running/site.hpp"

namespace crm {
namespace {

constexpr std::size_t waiting_requests = 512;

int refuse(const Problem& problem) {
    std::fprintf(stderr, "crm-host: %s\n  code: %s\n  next: %s\n", problem.detail.c_str(), problem.code.c_str(),
                 problem.next.c_str());
    return 1;
}

/// The mark of the one serve of a data folder; the kernel takes it away with the process.
int hold_folder(const DataFolder& folder) {
    const int fd = ::open(folder.serve_lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || ::flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
    ::close(fd);
    return -1;
}

/// Signals that tell the host what to do are taken by one thread that waits for them, so they are blocked in all
/// others.
sigset_t block_signals() {
    sigset_t orders;
    sigemptyset(&orders);
    sigaddset(&orders, SIGTERM);
    sigaddset(&orders, SIGINT);
    sigaddset(&orders, SIGHUP);
    ::pthread_sigmask(SIG_BLOCK, &orders, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return orders;
}

void allow_many_connections() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
}

void mount(const std::vector<std::unique_ptr<RunningPlugin>>& plugins, const ServeOptions& options) {
    for (const auto& plugin : plugins) {
        plugin->mount = "/plugins/" + short_name(plugin->id());
        for (const std::string& name : {plugin->id(), short_name(plugin->id()), std::string()}) {
            const auto given = options.mounts.find(name);
            if (given == options.mounts.end() || (name.empty() && plugins.size() > 1)) continue;
            plugin->mount = given->second;
            break;
        }
        while (plugin->mount.size() > 1 && plugin->mount.back() == '/') plugin->mount.pop_back();
    }
}

/// Two plugins at one path, or one below the other, would answer for each other.
std::optional<Problem> mounted_twice(const std::vector<std::unique_ptr<RunningPlugin>>& plugins) {
    for (const auto& one : plugins) {
        for (const auto& other : plugins) {
            if (one == other || (other->mount + "/").rfind(one->mount + "/", 0) != 0) continue;
            return Problem{"mount_taken",
                           one->id() + " and " + other->id() + " would both be mounted at " + one->mount + ".",
                           "Give each a path of its own with --mount ID=PATH."};
        }
    }
    return std::nullopt;
}

void say_what_stayed(const Reply& stopped, const std::string& id) {
    if (!stopped.ok()) return log(CRM_LOG_WARN, "serve", id + ": " + problem_of(stopped, "stop").detail);
    if (stopped.body().size() > 2) log(CRM_LOG_INFO, "serve", id + " stopped: " + std::string(stopped.body()));
}

}  // namespace

int serve(const ServeOptions& options) {
    const sigset_t orders = block_signals();
    allow_many_connections();
    Result<std::unique_ptr<Database>> opened = Database::open(options.folder.root);
    if (!opened) return refuse(opened.problem());
    Database& database = *opened.value();
    const int held = hold_folder(options.folder);
    if (held < 0) {
        return refuse({"already_serving", "Another crm-host serves " + options.folder.root.string() + " already.",
                       "Stop that one first, or name another folder with --data."});
    }
    Directory directory(database);
    Records records(database);
    PluginStarter starter(options.folder, records, options.configs);
    const auto plugins = starter.start_all("owner");
    for (const Problem& problem : starter.problems()) log(CRM_LOG_ERROR, "plugin", problem.detail + " " + problem.next);
    if (!starter.problems().empty()) return refuse(starter.problems().front());
    if (plugins.empty())
        log(CRM_LOG_WARN, "serve", "no plugin is installed; install one with: crm-host plugin install FILE");
    mount(plugins, options);
    if (const auto problem = mounted_twice(plugins)) return refuse(*problem);

    http::WorkerPool workers(options.workers, waiting_requests);
    const ApiContext context{directory, records, plugins};
    const std::string console_key = random_key();
    Site site(context, workers, {options.metrics_token, console_key});
    const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
    http::Server server(site, options.io_threads > 0 ? options.io_threads : std::clamp(processors / 2, 1U, 8U), {});
    if (const std::string failed = server.listen(options.listen); !failed.empty()) {
        return refuse({"cannot_listen", failed + ".", "Choose another address with --listen IP:PORT."});
    }
    std::vector<std::unique_ptr<FeedFollower>> followers;
    for (const auto& plugin : plugins) {
        followers.push_back(std::make_unique<FeedFollower>(database, *plugin));
        log(CRM_LOG_INFO, "serve",
            plugin->id() + " " + plugin->plugin.registration.version + " is mounted at " + plugin->mount);
    }
    const ConsoleDoor door(options.folder, server.address(), console_key);
    std::printf("crm-host listening on http://%s\n", server.address().c_str());
    std::fflush(stdout);

    int signal = 0;
    while (::sigwait(&orders, &signal) == 0 && signal == SIGHUP) reload_configurations(plugins);
    log(CRM_LOG_INFO, "serve", "stopping");
    using std::chrono::steady_clock;
    const auto end = steady_clock::now() + std::chrono::seconds(options.stop_seconds);
    const auto left_ms = [end] {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - steady_clock::now());
        return static_cast<std::uint32_t>(std::max<std::int64_t>(left.count(), 0));
    };
    server.drain();
    for (const auto& follower : followers) follower->stop();
    for (const auto& plugin : plugins) {
        say_what_stayed(plugin->instance.stop(left_ms()), plugin->id());
        plugin->started = false;
    }
    workers.stop();
    server.stop(std::chrono::milliseconds(left_ms()));
    ::close(held);
    return 0;
}

}  // namespace crm
