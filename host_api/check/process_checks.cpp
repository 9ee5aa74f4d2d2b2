#include <malloc.h>
#include <signal.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <thread>

#include "check/load.hpp"
#include "check/surroundings.hpp"

namespace crm::check {
namespace {

using std::chrono::steady_clock;

/// Started, called once each way, stopped and closed.
void live(const LoadedPlugin& plugin, const Subject& subject) {
    Instance instance = opened(subject, plugin);
    start(instance, subject);
    for (const AnyCall& call : any_calls(plugin, subject)) call.make(instance);
    instance.stop(stop_ms);
}

Outcome leaves_surroundings(const Subject& subject) {
    config_text(subject);
    const Surroundings before = Surroundings::now();
    const LoadedPlugin plugin = loaded(subject);
    live(plugin, subject);
    const std::string changed = before.differs(Surroundings::now());
    return changed.empty() ? Outcome::passed() : Outcome::failed("it changed " + changed);
}

/// A signal that a thread other than the main one does not block, of those that can be blocked; 0 when there is none.
int open_signal() {
    const std::string main = std::to_string(::getpid());
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        if (task.path().filename() == main) continue;
        std::ifstream status(task.path() / "status");
        std::string word;
        unsigned long long mask = ~0ULL;  // of a thread that has ended meanwhile
        while (status >> word) {
            if (word == "SigBlk:") status >> std::hex >> mask;
        }
        for (int number = 1; number < 32; ++number) {
            if (number != SIGKILL && number != SIGSTOP && ((mask >> (number - 1)) & 1U) == 0) return number;
        }
    }
    return 0;
}

Outcome blocks_signals(const Subject& subject) {
    const Running all = running(subject);
    // glibc blocks all signals in a thread until it runs, so one look would be too early.
    for (int time = 0; time < 10; ++time) {
        const int signal = open_signal();
        if (signal != 0) {
            return Outcome::failed("a thread of the plugin does not block signal " + std::to_string(signal));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return Outcome::passed();
}

Outcome leaves_no_descriptor(const Subject& subject) {
    config_text(subject);
    const LoadedPlugin plugin = loaded(subject);
    live(plugin, subject);  // the first may open what stays for the process
    const std::size_t before = descriptor_count();
    for (int time = 0; time < 5; ++time) live(plugin, subject);
    const std::size_t now = descriptor_count();
    return now <= before ? Outcome::passed()
                         : Outcome::failed("five lives left " + counted(now - before, "descriptor"));
}

Outcome leaves_no_child(const Subject& subject) {
    config_text(subject);
    const LoadedPlugin plugin = loaded(subject);
    live(plugin, subject);
    return ::waitpid(-1, nullptr, WNOHANG) < 0 ? Outcome::passed() : Outcome::failed("it left a child process");
}

std::size_t mappings() {
    std::ifstream maps("/proc/self/maps");
    std::size_t count = 0;
    for (std::string line; std::getline(maps, line);) ++count;
    return count;
}

Outcome lives_a_hundred_times(const Subject& subject) {
    constexpr int lives = 100;
    constexpr int warm = 20;
    constexpr std::size_t most_bytes = 256 * 1024;
    constexpr std::size_t most_mappings = 16;
    config_text(subject);
    const LoadedPlugin plugin = loaded(subject);
    std::size_t bytes = 0;
    std::size_t maps = 0;
    const auto began = steady_clock::now();
    int lived = 0;
    // The last act of a slow plugin is cut short, never its verdict.
    for (; lived < lives && (lived <= 2 * warm || steady_clock::now() - began < std::chrono::seconds(30)); ++lived) {
        if (lived == warm) {
            bytes = ::mallinfo2().uordblks + ::mallinfo2().hblkhd;
            maps = mappings();
        }
        loaded(subject);  // opens the library again
        live(plugin, subject);
    }
    const std::size_t now = ::mallinfo2().uordblks + ::mallinfo2().hblkhd;
    const std::size_t maps_now = mappings();
    const std::string after = " from life " + std::to_string(warm) + " to life " + std::to_string(lived);
    if (now > bytes + most_bytes)
        return Outcome::failed("memory grew by " + std::to_string(now - bytes) + " bytes" + after);
    // loaded() keeps a descriptor a time, but one mapping of the library.
    return maps_now <= maps + most_mappings
               ? Outcome::passed()
               : Outcome::failed("there are " + std::to_string(maps_now - maps) + " more memory mappings" + after);
}

Outcome exits_under_load(const Subject& subject) {
    auto* const all = new Running(running(subject));
    auto* const load = new Load(*all, subject);  // neither ends before the process does
    while (load->made() < 200) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::printf("crm-check ok\n");  // unless exit() crashes or hangs, which the parent sees
    std::fflush(stdout);
    std::exit(0);
}

}  // namespace

std::vector<Check> process_checks() {
    return {
        {"process.surroundings", "Process",
         "signals, folder, umask, locale, environment and limits stay the host's own",
         "use *at() calls, per-call locales and thread masks", &leaves_surroundings},
        {"process.signals", "Threads", "plugin threads block all signals",
         "block them with pthread_sigmask around pthread_create", &blocks_signals},
        {"process.descriptors", "Process", "stop() and close() leave no descriptor",
         "close what open() and start() opened", &leaves_no_descriptor},
        {"process.children", "Process", "no child process is left", "wait for each child that you start",
         &leaves_no_child},
        {"process.cycles", "Process", "a hundred lives take no more memory than twenty",
         "free in close() what open() took", &lives_a_hundred_times},
        {"process.exit", "Process", "exit() under load neither crashes nor hangs",
         "use no exit-time destructors, atexit or thread_local destructors", &exits_under_load},
    };
}

}  // namespace crm::check
