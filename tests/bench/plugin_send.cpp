// send: asks the plugin for many sends, each to another guest, and stays until it is told that the platform has them.
#include <cstdio>
#include <exception>
#include <string>

#include "account_names.hpp"
#include "many_at_once.hpp"
#include "opened_plugin.hpp"
#include "options.hpp"

namespace {

constexpr std::size_t callers = 32;

void measure(const bench::Options& options) {
    const bench::OpenedPlugin opened(options);
    const bench::Channel channel(opened, "meta");
    const std::vector<std::string> accounts = bench::account_names(options.text("accounts"));
    const auto sends = static_cast<std::size_t>(options.number("sends", 10'000));
    std::puts("begin");
    std::fflush(stdout);
    bench::many_at_once(callers, sends, [&](std::size_t at) {
        const std::string guest = std::to_string(4'915'000'000'000 + at);
        channel.invoke(accounts[at % accounts.size()], "send_template",
                       R"({"to":"+)" + guest + R"(","name":"stay","language":"de"})", "send " + guest);
    });
    std::getchar();
}

}  // namespace

int main(int count, char** words) {
    try {
        measure(bench::Options(count, words));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-send: %s\n", error.what());
        return 1;
    }
}
