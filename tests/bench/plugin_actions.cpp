// list_actions: one call after the other, each for another account, through the plugin's C ABI.
#include <cstdio>
#include <exception>

#include "account_names.hpp"
#include "durations.hpp"
#include "opened_plugin.hpp"
#include "options.hpp"

namespace {

void measure(const bench::Options& options) {
    const bench::OpenedPlugin opened(options);
    const bench::Channel actions(opened, "coex");
    const std::vector<std::string> accounts = bench::account_names(options.text("accounts"));
    const auto calls = static_cast<std::size_t>(options.number("calls", 20'000));
    std::vector<std::uint32_t> took;
    took.reserve(calls);
    std::size_t bytes = 0;
    for (std::size_t call = 0; call < calls; ++call) {
        const std::int64_t began = bench::now_ns();
        bytes = actions.ask(accounts[call % accounts.size()]);
        took.push_back(static_cast<std::uint32_t>(bench::now_ns() - began));
    }
    std::puts(bench::calls_told(took, bytes).c_str());
}

}  // namespace

int main(int count, char** words) {
    try {
        measure(bench::Options(count, words));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-list-actions: %s\n", error.what());
        return 1;
    }
}
