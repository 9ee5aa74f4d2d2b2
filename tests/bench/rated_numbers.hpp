#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

#include "durations.hpp"

namespace bench {

/// Asks `decide(number, now_us)`, which answers whether the number may send, of `numbers` numbers in an order in which
/// no two neighbours in memory follow one another. Prints one JSON line: nanoseconds a decision, best of several
/// batches.
template <class Decide>
void measure_decisions(std::size_t numbers, std::size_t calls, Decide decide) {
    constexpr std::size_t batches = 16;
    std::vector<std::int64_t> order(calls);
    std::mt19937_64 chance(6);
    for (std::int64_t& number : order) number = static_cast<std::int64_t>(chance() % numbers) + 1;
    double total = 0;
    double best = 1e9;
    std::size_t may = 0;
    for (std::size_t batch = 0; batch < batches; ++batch) {
        const std::int64_t began = now_ns();
        const std::int64_t now_us = began / 1000;
        for (std::size_t at = batch; at < calls; at += batches) may += decide(order[at], now_us) ? 1 : 0;
        const double ns = static_cast<double>(now_ns() - began) / (static_cast<double>(calls) / batches);
        total += ns;
        if (ns < best) best = ns;
    }
    std::printf("{\"decision_ns\":%.1f,\"best_ns\":%.1f,\"may\":%zu,\"calls\":%zu}\n", total / batches, best, may,
                calls);
}

}  // namespace bench
