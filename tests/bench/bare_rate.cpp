// The ceiling of rate: evenly spaced slots, one word a number, in an array.
#include <cstdio>
#include <exception>
#include <vector>

#include "options.hpp"
#include "rated_numbers.hpp"

namespace {

void measure(const bench::Options& options) {
    const auto numbers = static_cast<std::size_t>(options.number("numbers", 1'000'000));
    const auto calls = static_cast<std::size_t>(options.number("calls", 4'000'000));
    std::vector<std::int64_t> free_at(numbers + 1, bench::now_ns() / 1000 + 66'666);
    bench::measure_decisions(numbers, calls, [&free_at](std::int64_t number, std::int64_t now_us) {
        return free_at[static_cast<std::size_t>(number)] <= now_us;
    });
}

}  // namespace

int main(int count, char** words) {
    try {
        measure(bench::Options(count, words));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-bare-rate: %s\n", error.what());
        return 1;
    }
}
