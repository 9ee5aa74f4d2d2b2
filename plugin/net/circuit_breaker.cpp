#include "net/circuit_breaker.hpp"

namespace coexist::net {

bool CircuitBreaker::allow(Clock::time_point now) {
    if (!open_) return true;
    if (trial_ || now < closed_until_) return false;
    trial_ = true;
    return true;
}

void CircuitBreaker::succeeded() {
    in_a_row_ = 0;
    open_ = false;
    trial_ = false;
}

void CircuitBreaker::failed(Clock::time_point now) {
    ++in_a_row_;
    trial_ = false;
    if (in_a_row_ < limit_) return;
    open_ = true;
    closed_until_ = now + pause_;
}

void CircuitBreaker::undecided(Clock::time_point now) {
    if (!open_) return;
    trial_ = false;
    closed_until_ = now + pause_;
}

}  // namespace coexist::net
