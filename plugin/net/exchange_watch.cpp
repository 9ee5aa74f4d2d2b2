#include "net/exchange_watch.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace coexist::net {

namespace {

constexpr std::chrono::milliseconds longest_sleep{100};

int milliseconds_until(ExchangeWatch::Clock::time_point until) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - ExchangeWatch::Clock::now());
    return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, 3'600'000));
}

}  // namespace

void ExchangeWatch::fail(Failure failure, std::string reason) {
    if (!failed()) failure_ = {failure, std::move(reason)};
    throw ExchangeFailed(failure_);
}

void ExchangeWatch::check() {
    if (stop_.raised()) fail(Failure::stopped, "The plugin is stopping.");
    if (Clock::now() >= by()) fail(Failure::timeout, "The time for this request is over.");
}

bool ExchangeWatch::wait_until(int fd, short events, Clock::time_point until) {
    for (;;) {
        check();
        if (Clock::now() >= until) return false;
        int sleep = milliseconds_until(std::min(until, by()));
        if (stop_.fd() < 0) sleep = std::min(sleep, static_cast<int>(longest_sleep.count()));
        pollfd watched[2] = {{fd, events, 0}, {stop_.fd(), POLLIN, 0}};
        const int ready = ::poll(watched, 2, sleep);
        if (ready < 0 && errno != EINTR) fail(Failure::closed, "Waiting for the connection failed.");
        if (ready > 0 && watched[1].revents == 0 && watched[0].revents != 0) return true;
    }
}

void ExchangeWatch::wait(int fd, short events) {
    wait_until(fd, events, Clock::time_point::max());
}

void ExchangeWatch::note_received(std::string_view bytes) {
    if (bytes.empty()) return;
    if (in_request_ && !received_) {
        received_ = true;
        lift_limit();
    }
    if (bytes.size() > tail_.size()) bytes.remove_prefix(bytes.size() - tail_.size());
    const std::size_t keep = std::min(tail_size_, tail_.size() - bytes.size());
    std::copy(tail_.begin() + static_cast<std::ptrdiff_t>(tail_size_ - keep),
              tail_.begin() + static_cast<std::ptrdiff_t>(tail_size_), tail_.begin());
    std::copy(bytes.begin(), bytes.end(), tail_.begin() + static_cast<std::ptrdiff_t>(keep));
    tail_size_ = keep + bytes.size();
}

bool ExchangeWatch::received_ends_with(std::string_view ending) const {
    return std::string_view(tail_.data(), tail_size_).ends_with(ending);
}

}  // namespace coexist::net
