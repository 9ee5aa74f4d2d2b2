// rate: may this number send now? Asked of the plugin's own paces, of a million numbers.
#include <cstdio>
#include <exception>

#include "options.hpp"
#include "outbox/number_paces.hpp"
#include "rated_numbers.hpp"

namespace {

void measure(const bench::Options& options) {
    const auto numbers = static_cast<std::size_t>(options.number("numbers", 1'000'000));
    const auto calls = static_cast<std::size_t>(options.number("calls", 4'000'000));
    coexist::NumberPaces paces;
    paces.on_rate([](const coexist::AccountRow&) { return coexist::SendRate{15, 20}; });
    coexist::AccountRow account;
    account.provider = coexist::Provider::coex;
    const std::int64_t before_us = bench::now_ns() / 1000;
    for (std::size_t number = 1; number <= numbers; ++number) {
        account.id = static_cast<std::int64_t>(number);
        paces.take(account, "one", before_us);
        paces.ended(account.id, before_us);
    }
    bench::measure_decisions(numbers, calls, [&paces](std::int64_t number, std::int64_t now_us) {
        return paces.next_at(number, now_us) <= now_us;
    });
}

}  // namespace

int main(int count, char** words) {
    try {
        measure(bench::Options(count, words));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-rate: %s\n", error.what());
        return 1;
    }
}
