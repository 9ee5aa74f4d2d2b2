#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "net/circuit_breaker.hpp"
#include "net/connection.hpp"
#include "net/http.hpp"
#include "net/target.hpp"

namespace coexist::net {

/// The idle connections, TLS contexts and circuit breakers of all origins. Thread-safe.
class HostPool {
  public:
    using Clock = std::chrono::steady_clock;

    explicit HostPool(const HttpSettings& settings) : settings_(settings) {}

    /// May a request go to this origin now? (See CircuitBreaker::allow.)
    bool allow(const Origin& origin, Clock::time_point now);
    /// Tells the origin's breaker what became of the request.
    void report(const Origin& origin, const Answer& answer, Clock::time_point now);

    /// An idle connection that is still good; null if there is none.
    std::unique_ptr<Connection> take(const Origin& origin, Clock::time_point now);
    /// Keeps a connection for the next request, or drops it.
    void put(const Origin& origin, std::unique_ptr<Connection> connection, Clock::time_point now);
    /// The origin's TLS context, made once. Throws ExchangeFailed.
    Poco::Net::Context::Ptr context(const Origin& origin);

  private:
    struct Idle {
        std::unique_ptr<Connection> connection;
        Clock::time_point since;
    };
    struct Host {
        std::vector<Idle> idle;  // oldest first
        CircuitBreaker breaker;
        Poco::Net::Context::Ptr context;
    };
    Host& host(const Origin& origin);
    void drop_expired(Clock::time_point now, std::vector<Idle>& dropped);

    const HttpSettings& settings_;
    std::mutex mutex_;
    std::map<Origin, Host> hosts_;
};

}  // namespace coexist::net
