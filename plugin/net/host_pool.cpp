#include "net/host_pool.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "net/tls_context.hpp"

namespace coexist::net {

namespace {

/// Graph answers 500 for the trouble of single accounts (a missing permission, a number in maintenance): one sick
/// account must not close the door for all. 502 to 504 are said by the host's own front.
bool says_host_is_down(int status) {
    return status >= 502 && status <= 504;
}

/// Failures that say nothing about the host.
bool ours(Failure failure) {
    return failure == Failure::stopped || failure == Failure::invalid_request || failure == Failure::plain_http ||
           failure == Failure::address;
}

}  // namespace

HostPool::Host& HostPool::host(const Origin& origin) {
    return hosts_
        .try_emplace(origin, Host{{}, CircuitBreaker(settings_.breaker_failures, settings_.breaker_pause), nullptr})
        .first->second;
}

bool HostPool::allow(const Origin& origin, Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    return host(origin).breaker.allow(now);
}

void HostPool::report(const Origin& origin, const Answer& answer, Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    CircuitBreaker& breaker = host(origin).breaker;
    if (answer.reached == Reached::answered && !says_host_is_down(answer.status)) {
        breaker.succeeded();
    } else if (answer.reached == Reached::unknown || ours(answer.failure)) {
        breaker.undecided(now);
    } else {
        breaker.failed(now);
    }
}

void HostPool::drop_expired(Clock::time_point now, std::vector<Idle>& dropped) {
    for (auto& [origin, one] : hosts_) {
        const auto fresh = std::find_if(one.idle.begin(), one.idle.end(),
                                        [&](const Idle& idle) { return now - idle.since < settings_.idle_limit; });
        dropped.insert(dropped.end(), std::make_move_iterator(one.idle.begin()), std::make_move_iterator(fresh));
        one.idle.erase(one.idle.begin(), fresh);
    }
}

std::unique_ptr<Connection> HostPool::take(const Origin& origin, Clock::time_point now) {
    std::vector<Idle> dropped;  // closed after the lock is gone
    const std::lock_guard lock(mutex_);
    drop_expired(now, dropped);
    std::vector<Idle>& idle = host(origin).idle;
    while (!idle.empty()) {
        Idle newest = std::move(idle.back());
        idle.pop_back();
        if (newest.connection->still_idle()) return std::move(newest.connection);
        dropped.push_back(std::move(newest));
    }
    return nullptr;
}

void HostPool::put(const Origin& origin, std::unique_ptr<Connection> connection, Clock::time_point now) {
    if (!connection->reusable()) return;
    std::vector<Idle> dropped;
    const std::lock_guard lock(mutex_);
    drop_expired(now, dropped);
    std::vector<Idle>& idle = host(origin).idle;
    if (idle.size() >= settings_.max_idle_per_host) return;
    idle.push_back({std::move(connection), now});
}

Poco::Net::Context::Ptr HostPool::context(const Origin& origin) {
    if (!origin.secure) return nullptr;
    {
        const std::lock_guard lock(mutex_);
        if (const Host& one = host(origin); !one.context.isNull()) return one.context;
    }
    // Reading all authorities takes a while; two threads may do it at once, the first one's result stays.
    Poco::Net::Context::Ptr made = tls_context_for(origin.host, settings_.ca_file);
    const std::lock_guard lock(mutex_);
    Host& one = host(origin);
    if (one.context.isNull()) one.context = made;
    return one.context;
}

}  // namespace coexist::net
