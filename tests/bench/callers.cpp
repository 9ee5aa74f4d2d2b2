#include "callers.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "thread_times.hpp"

namespace bench {
namespace {

std::int64_t now_ns() {
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

}  // namespace

std::uint32_t quantile(std::vector<std::uint32_t>& figures, double part) {
    if (figures.empty()) return 0;
    const auto place = static_cast<std::ptrdiff_t>(part * static_cast<double>(figures.size() - 1));
    std::nth_element(figures.begin(), figures.begin() + place, figures.end());
    return figures[static_cast<std::size_t>(place)];
}

Callers::Callers(Receiver& receiver, const Webhooks& webhooks, std::uint32_t callers)
    : receiver_(receiver), webhooks_(webhooks), callers_(callers) {
    for (std::uint32_t caller = 0; caller < callers; ++caller) {
        callers_[caller].body = webhooks.blank();
        idle_.push_back(caller);
    }
    latencies_us_.reserve(webhooks.size());
}

Outcome Callers::burst(const Burst& burst) {
    applied_before_ = receiver_.applied();
    const auto times_before = thread_times();
    const std::int64_t start = now_ns();
    const std::int64_t end = start + static_cast<std::int64_t>(burst.seconds * 1e9);
    const double gap_ns = burst.rate > 0 ? 1e9 / burst.rate : 0;
    std::int64_t look_at_apply = start;
    while (next_ < webhooks_.size()) {
        const std::int64_t meant = burst.rate > 0 ? start + static_cast<std::int64_t>(gap_ns * next_) : now_ns();
        if (meant >= end || now_ns() >= end) break;
        if (burst.most_behind > 0 && now_ns() >= look_at_apply) {
            wait_for_apply(burst);
            look_at_apply = now_ns() + 2'000'000;
        }
        if (idle_.empty()) {
            take_answers(end);
        } else if (burst.rate > 0 && meant > now_ns()) {
            take_answers(meant);
        } else {
            const std::uint32_t caller = idle_.back();
            idle_.pop_back();
            ask(caller, meant);
        }
    }
    while (outstanding_ > 0) take_answers(now_ns() + 1'000'000'000);
    outcome_.seconds = static_cast<double>(now_ns() - start) / 1e9;
    if (burst.most_behind > 0) {
        while (receiver_.applied() - applied_before_ < outcome_.acknowledged) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        outcome_.applied_seconds = static_cast<double>(now_ns() - start) / 1e9;
    }
    outcome_.cpu = cpu_member(times_before, thread_times(), outcome_.acknowledged);
    outcome_.p50_us = quantile(latencies_us_, 0.5);
    outcome_.p99_us = quantile(latencies_us_, 0.99);
    return outcome_;
}

void Callers::wait_for_apply(const Burst& burst) {
    while (outcome_.acknowledged > receiver_.applied() - applied_before_ + burst.most_behind) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

void Callers::ask(std::uint32_t caller, std::int64_t meant_ns) {
    Caller& asking = callers_[caller];
    webhooks_.fill(asking.body, next_);
    asking.asked_ns = meant_ns;
    ++outstanding_;
    receiver_.receive(asking.body, webhooks_.signature(next_++), caller, *this);
}

void Callers::answered(std::uint32_t caller, bool stored) {
    const Answered answer{caller, stored, now_ns()};
    const std::lock_guard lock(guard_);
    answers_.push_back(answer);
    if (answers_.size() == 1) came_.notify_one();
}

void Callers::take_answers(std::int64_t until_ns) {
    {
        std::unique_lock lock(guard_);
        const std::chrono::steady_clock::time_point until{std::chrono::nanoseconds(until_ns)};
        came_.wait_until(lock, until, [this] { return !answers_.empty(); });
        taken_.swap(answers_);
    }
    for (const Answered& answer : taken_) note(answer);
    taken_.clear();
}

void Callers::note(const Answered& answer) {
    const std::int64_t took = answer.at_ns - callers_[answer.caller].asked_ns;
    latencies_us_.push_back(static_cast<std::uint32_t>(took / 1000));
    ++(answer.stored ? outcome_.acknowledged : outcome_.failed);
    --outstanding_;
    idle_.push_back(answer.caller);
}

}  // namespace bench
