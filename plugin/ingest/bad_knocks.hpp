#pragma once
#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace coexist {

/// How many badly signed deliveries an address may send before it is answered shortly: `burst` at once, then one a
/// second. It decides only how a bad one is answered, never whether one is let in: the signature is looked at before,
/// each time. Meta, gateways and reverse proxies send for many from one address, so that refusing an address would let
/// anybody who sends rubbish through it cut off the hotel; and a signature over a usual body costs less than a look
/// into a table. Constant memory: addresses share a table of fixed size, where sharing a place only means a shorter
/// answer. Thread-safe, without a lock.
class BadKnocks {
  public:
    static constexpr std::int64_t burst = 60;

    /// Counts a bad one. 0: answer it with all words; else the seconds until this address gets them again.
    int count(std::string_view peer, std::int64_t now_ms);

  private:
    // For each place, the Unix ms until which what came is spoken for, one second each (GCRA).
    std::array<std::atomic<std::int64_t>, 4096> spoken_for_{};
};

/// The address of "192.0.2.7:4711" or "2001:db8::1:4711" (as Boost.Asio's and PHP's hosts write peers, with or without
/// brackets); of IPv6 the first 64 bits, which belong to one customer.
std::string_view address_of(std::string_view peer);

}  // namespace coexist
