#pragma once
#include <chrono>

namespace coexist::net {

/// Leaves a failing host alone: after `failures` failures in a row nothing goes there for `pause`, then one trial at a
/// time; its success closes the circuit. Time is an input. Not thread-safe: the pool's mutex guards it.
class CircuitBreaker {
  public:
    using Clock = std::chrono::steady_clock;

    CircuitBreaker(int failures, Clock::duration pause) : limit_(failures), pause_(pause) {}

    /// May a request go now? A `true` while the circuit is open is the trial: it must be followed by succeeded(),
    /// failed() or undecided().
    bool allow(Clock::time_point now);
    /// The host answered.
    void succeeded();
    /// The host was not reached, or said that it is down.
    void failed(Clock::time_point now);
    /// Nothing was learnt about the host (cancelled, or lost on the way).
    void undecided(Clock::time_point now);

    [[nodiscard]] bool open() const { return open_; }

  private:
    int limit_;
    Clock::duration pause_;
    int in_a_row_ = 0;
    bool open_ = false;
    bool trial_ = false;
    Clock::time_point closed_until_{};
};

}  // namespace coexist::net
