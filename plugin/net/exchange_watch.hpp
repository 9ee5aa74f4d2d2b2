#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "net/http.hpp"
#include "net/stop_signal.hpp"

namespace coexist::net {

/// Thrown inside this room only; caught by HttpClient::exchange.
struct ExchangeFailed {
    Failure failure;
    std::string reason;
};

/// What one exchange may still do (its deadlines, the stop signal) and what has happened on its wire. Every wait for
/// a socket goes through it. Used by one thread.
class ExchangeWatch {
  public:
    using Clock = std::chrono::steady_clock;

    ExchangeWatch(const StopSignal& stop, Clock::time_point total_by) : stop_(stop), total_by_(total_by) {}

    /// Limits the phase that begins now; the total limit holds anyway.
    void limit(Clock::time_point by) { phase_by_ = by; }
    void lift_limit() { phase_by_ = Clock::time_point::max(); }
    [[nodiscard]] Clock::time_point by() const { return phase_by_ < total_by_ ? phase_by_ : total_by_; }

    /// Waits until `fd` is ready for the poll events. Throws ExchangeFailed at a deadline or when stopped.
    void wait(int fd, short events);
    /// The same, but answers false when `until` comes first.
    bool wait_until(int fd, short events, Clock::time_point until);
    /// Throws ExchangeFailed if a deadline has passed or the client was stopped.
    void check();
    /// Records why the wire ended, for the reader above Poco's streams (which swallow exceptions), and throws.
    [[noreturn]] void fail(Failure failure, std::string reason);

    /// From here on what is written belongs to the request.
    void begin_request() { in_request_ = true; }
    void note_leaving() { left_ = left_ || in_request_; }
    void note_received(std::string_view bytes);
    void note_peer_closed() { peer_closed_ = true; }

    [[nodiscard]] bool request_left() const { return left_; }
    [[nodiscard]] bool anything_received() const { return received_; }
    [[nodiscard]] bool peer_closed() const { return peer_closed_; }
    [[nodiscard]] bool failed() const { return failure_.failure != Failure::none; }
    [[nodiscard]] const ExchangeFailed& failure() const { return failure_; }
    /// Does all that was received end with these at most five bytes?
    [[nodiscard]] bool received_ends_with(std::string_view ending) const;

  private:
    const StopSignal& stop_;
    Clock::time_point total_by_;
    Clock::time_point phase_by_ = Clock::time_point::max();
    bool in_request_ = false;
    bool left_ = false;
    bool received_ = false;
    bool peer_closed_ = false;
    ExchangeFailed failure_{Failure::none, {}};
    std::array<char, 5> tail_{};
    std::size_t tail_size_ = 0;
};

}  // namespace coexist::net
