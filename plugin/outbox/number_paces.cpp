#include "outbox/number_paces.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace coexist {
namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t ask_again_us = 10'000'000;
constexpr int slowed_rate = 5;  // the older rule for coexistence numbers: safe in any case
constexpr std::size_t most_pairs = 10'000;

}  // namespace

std::int64_t NumberPaces::next_at(Number& number, std::int64_t now) {
    return std::max({number.pace.next_at(now), number.window.next_at(now), number.held_until});
}

std::int64_t NumberPaces::next_at(const AccountRow& account, std::int64_t now) {
    const std::lock_guard lock(guard_);
    return next_at(rated(account, now), now);
}

std::int64_t NumberPaces::next_at(std::int64_t account, std::int64_t now) {
    const std::lock_guard lock(guard_);
    const auto known = numbers_.find(account);
    return known == numbers_.end() || known->second.rated_at == 0 ? now : next_at(known->second, now);
}

std::int64_t NumberPaces::next_to(const AccountRow& account, const std::string& conversation, std::int64_t now) {
    if (account.provider == Provider::meow) return now;  // a session linked by QR has no such limit that is known
    const std::lock_guard lock(guard_);
    const auto known = pairs_.find(conversation);
    return known == pairs_.end() ? now : known->second.next_at(now);
}

void NumberPaces::take(const AccountRow& account, const std::string& conversation, std::int64_t now) {
    const std::lock_guard lock(guard_);
    Number& number = rated(account, now);
    number.pace.take(now);
    number.window.leaves();
    pairs_[conversation].take(now);
    if (const std::int64_t since = std::exchange(number.waits_since, 0); since != 0) {
        ++figures_->pace.waits;
        figures_->pace.waited.observe_us(now - since);
    }
}

void NumberPaces::ended(std::int64_t account, std::int64_t now) {
    const std::lock_guard lock(guard_);
    numbers_[account].window.ended(now);
}

void NumberPaces::came(std::int64_t account, std::int64_t now) {
    const std::lock_guard lock(guard_);
    numbers_[account].window.count(now);
}

void NumberPaces::slow_down(std::int64_t account, std::int64_t until) {
    const std::lock_guard lock(guard_);
    Number& number = numbers_[account];
    number.slowed_until = until;
    number.rated_at = 0;
}

void NumberPaces::left(std::int64_t account, const std::string& conversation, std::int64_t at) {
    const std::lock_guard lock(guard_);
    Number& number = numbers_[account];
    number.held_until = std::max(number.held_until, at + second_us);
    pairs_[conversation].take(at);
}

void NumberPaces::waits(std::int64_t account, std::int64_t now) {
    const std::lock_guard lock(guard_);
    Number& number = numbers_[account];
    if (number.waits_since == 0) number.waits_since = now;
}

NumberPaces::Number& NumberPaces::rated(const AccountRow& account, std::int64_t now) {
    Number& number = numbers_[account.id];
    const bool slowed_no_more = number.slowed_until != 0 && number.slowed_until <= now;
    if (number.rated_at != 0 && now < number.rated_at + ask_again_us && !slowed_no_more) return number;
    const SendRate rate = rate_ ? rate_(account) : SendRate{1, 1};
    number.pace.rate(rate.per_second);
    number.window.limit(rate.at_most);
    number.rated_at = now;
    if (slowed_no_more) number.slowed_until = 0;
    if (number.slowed_until != 0) number.pace.limit(std::min(rate.per_second, slowed_rate));
    return number;
}

void NumberPaces::tell(std::int64_t now) {
    const std::lock_guard lock(guard_);
    if (pairs_.size() > most_pairs) {
        for (auto pair = pairs_.begin(); pair != pairs_.end();) {
            pair = pair->second.repaid(now) ? pairs_.erase(pair) : std::next(pair);
        }
    }
    std::map<std::int64_t, double> levels;
    for (auto& [account, number] : numbers_) {
        if (const double level = number.pace.level(now); level > 0) levels.emplace(account, level);
    }
    figures_->pace.levels(std::move(levels));
}

}  // namespace coexist
