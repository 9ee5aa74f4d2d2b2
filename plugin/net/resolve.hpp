#pragma once
#include <netdb.h>
#include <Poco/Net/SocketAddress.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/exchange_watch.hpp"

namespace coexist::net {

/// Turns host names into addresses without ever waiting longer than the exchange may: the system's plain call cannot
/// be interrupted, its asynchronous one (getaddrinfo_a) can be walked away from. Thread-safe.
class Resolver {
  public:
    Resolver();
    ~Resolver();
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    /// All addresses of `host` (a name, or an IPv4 or IPv6 literal without brackets), in the system's order.
    /// Throws ExchangeFailed.
    std::vector<Poco::Net::SocketAddress> resolve(const std::string& host, std::uint16_t port, ExchangeWatch& watch);

  private:
    struct Lookup;
    void abandon(std::unique_ptr<Lookup> lookup);

    std::mutex mutex_;
    std::vector<std::unique_ptr<Lookup>> abandoned_;
};

}  // namespace coexist::net
