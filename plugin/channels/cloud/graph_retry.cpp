#include "channels/cloud/graph_retry.hpp"

#include <algorithm>

namespace coexist::cloud {

namespace {

struct RetryRule {
    std::int64_t first_ms;
    int factor;
    int attempts;  // with the first one
};

constexpr double jitter = 0.5;
constexpr int most_attempts = 5;
constexpr std::int64_t longest_ms = 600'000;

constexpr RetryRule rule_of(Retry retry) {
    switch (retry) {
        case Retry::none:
            break;
        case Retry::soon:
            return {1'000, 3, 5};
        case Retry::few:
            return {5'000, 3, 3};
        case Retry::slow:
            return {20'000, 2, 5};
        case Retry::pair_rate:
            return {1'000, 4, 5};
        case Retry::five_minutes:
            return {300'000, 1, 2};
    }
    return {0, 1, 1};
}

constexpr bool within_limits(Retry retry) {
    const RetryRule rule = rule_of(retry);
    std::int64_t sum = 0;
    std::int64_t wait = rule.first_ms;
    for (int attempt = 1; attempt < rule.attempts; ++attempt, wait *= rule.factor) sum += wait + wait / 2;
    return rule.attempts <= most_attempts && sum <= longest_ms;
}

static_assert(within_limits(Retry::soon) && within_limits(Retry::few) && within_limits(Retry::slow) &&
              within_limits(Retry::pair_rate) && within_limits(Retry::five_minutes));

Retry retry_of(const PlatformError& error) {
    if (const ErrorRow* known = find_error(error.code, error.subcode)) return known->retry;
    // The cure was judged when the whole answer was at hand.
    if (error.cure == Cure::retry) return Retry::few;
    return error.cure == Cure::wait ? Retry::slow : Retry::none;
}

}  // namespace

std::optional<std::chrono::milliseconds> next_attempt_delay(Retry retry, int attempts, double random) {
    const RetryRule rule = rule_of(retry);
    if (attempts < 1 || attempts >= rule.attempts) return std::nullopt;
    std::int64_t wait = rule.first_ms;
    for (int attempt = 1; attempt < attempts; ++attempt) wait *= rule.factor;
    const double spread = std::clamp(random, 0.0, 1.0) * jitter * static_cast<double>(wait);
    return std::chrono::milliseconds(wait + static_cast<std::int64_t>(spread));
}

std::optional<std::chrono::milliseconds> next_attempt_delay(const CallOutcome& outcome, int attempts, double random) {
    switch (outcome.kind) {
        case CallOutcome::Kind::refused:
            return next_attempt_delay(retry_of(outcome.error), attempts, random);
        case CallOutcome::Kind::not_sent:
            return next_attempt_delay(Retry::soon, attempts, random);
        case CallOutcome::Kind::accepted:
        case CallOutcome::Kind::unknown:
            break;
    }
    return std::nullopt;
}

}  // namespace coexist::cloud
