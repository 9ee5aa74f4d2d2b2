// start: how long the plugin takes from open() to ready and to its first answer, and the memory it holds then.
#include <cstdio>
#include <exception>
#include <optional>
#include <thread>

#include "durations.hpp"
#include "opened_plugin.hpp"
#include "options.hpp"
#include "process_memory.hpp"
#include "thread_times.hpp"

namespace {

long long processor_ns() {
    long long all = 0;
    for (const auto& [name, spent] : bench::thread_times()) all += spent;
    return all;
}

void measure(const bench::Options& options) {
    const std::int64_t before_kib = bench::resident_kib();
    const std::int64_t began = bench::now_ns();
    const crm_plugin* table = bench::load_plugin(options);
    const std::int64_t loaded = bench::now_ns();
    const bench::OpenedPlugin opened(options, table);
    const std::int64_t ready = bench::now_ns();
    const bench::Channel actions(opened, "coex");
    actions.ask(options.text("account"));
    const std::int64_t answered = bench::now_ns();
    const std::int64_t ready_kib = bench::resident_kib();
    const double idle_s = options.number("idle", 0);
    const long long spent = processor_ns();
    std::this_thread::sleep_for(std::chrono::duration<double>(idle_s));
    const double idle_us = static_cast<double>(processor_ns() - spent) / 1e3;
    std::printf(
        "{\"load_us\":%lld,\"ready_us\":%lld,\"answer_us\":%lld,\"before_kib\":%lld,\"rss_kib\":%lld,"
        "\"idle_rss_kib\":%lld,\"idle_cpu_us_a_second\":%.0f}\n",
        static_cast<long long>((loaded - began) / 1000), static_cast<long long>((ready - loaded) / 1000),
        static_cast<long long>((answered - loaded) / 1000), static_cast<long long>(before_kib),
        static_cast<long long>(ready_kib), static_cast<long long>(bench::resident_kib()),
        idle_s > 0 ? idle_us / idle_s : 0);
}

}  // namespace

int main(int count, char** words) {
    try {
        measure(bench::Options(count, words));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-start: %s\n", error.what());
        return 1;
    }
}
