#include "options.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace bench {

Options::Options(int count, char** words) {
    for (int index = 1; index < count; index += 2) {
        const std::string name = words[index];
        if (name.substr(0, 2) != "--" || index + 1 == count) throw std::runtime_error("expected --name value: " + name);
        given_[name.substr(2)] = words[index + 1];
    }
}

std::string Options::text(const std::string& name) const {
    const auto found = given_.find(name);
    if (found == given_.end()) throw std::runtime_error("--" + name + " is missing");
    return found->second;
}

std::string Options::text(const std::string& name, const std::string& fallback) const {
    const auto found = given_.find(name);
    return found == given_.end() ? fallback : found->second;
}

double Options::number(const std::string& name, double fallback) const {
    const auto found = given_.find(name);
    return found == given_.end() ? fallback : std::stod(found->second);
}

Sender sender_of(const Options& options) {
    const char* secret = std::getenv("BENCH_APP_SECRET");
    if (secret == nullptr) throw std::runtime_error("BENCH_APP_SECRET is not set");
    return {secret, options.text("phone-number-id"), options.text("waba-id"), options.text("digits"),
            static_cast<std::size_t>(options.number("body-bytes", usual_body_bytes))};
}

Webhooks webhooks_for(const Options& options, double most_a_second) {
    const Burst burst = burst_of(options);
    const double rate = burst.rate > 0 ? burst.rate : most_a_second;
    const auto run = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count() / 1000);
    return Webhooks(sender_of(options), run,
                    static_cast<std::uint32_t>(options.number("count", rate * burst.seconds + 1)),
                    static_cast<std::uint32_t>(options.number("guests", 10'000)));
}

Burst burst_of(const Options& options) {
    return {options.number("seconds", 2), options.number("rate", 0),
            static_cast<std::uint64_t>(options.number("most-behind", 0))};
}

void print(const Outcome& outcome, const std::string& more) {
    std::printf("{\"acknowledged\":%llu,\"failed\":%llu,\"seconds\":%.6f,\"applied_seconds\":%.6f,",
                static_cast<unsigned long long>(outcome.acknowledged), static_cast<unsigned long long>(outcome.failed),
                outcome.seconds, outcome.applied_seconds);
    std::printf("\"p50_us\":%u,\"p99_us\":%u%s%s}\n", outcome.p50_us, outcome.p99_us, outcome.cpu.c_str(),
                more.c_str());
    std::fflush(stdout);
}

}  // namespace bench
