#include "net/http_client.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "net/connection.hpp"
#include "net/dial.hpp"
#include "net/exchange_watch.hpp"
#include "net/host_pool.hpp"
#include "net/resolve.hpp"
#include "net/sigpipe_guard.hpp"
#include "net/stop_signal.hpp"
#include "net/target.hpp"

namespace coexist::net {

namespace {

Answer without_answer(Reached reached, Failure failure, std::string reason) {
    Answer answer;
    answer.reached = reached;
    answer.failure = failure;
    answer.reason = std::move(reason);
    return answer;
}

}  // namespace

class HttpClient::Impl {
  public:
    explicit Impl(HttpSettings settings) : settings_(std::move(settings)) {}

    Answer exchange(const Request& request) {
        Target target;
        try {
            target = target_of(request);
        } catch (const ExchangeFailed& refused) {
            return without_answer(Reached::not_sent, refused.failure, refused.reason);
        }
        const auto begin = ExchangeWatch::Clock::now();
        if (!pool_.allow(target.origin, begin)) {
            return without_answer(
                Reached::not_sent, Failure::breaker_open,
                target.origin.name() + " failed several times in a row and is left alone for a while.");
        }
        const SigpipeGuard guard;
        Answer answer = attempt(request, target, begin);
        pool_.report(target.origin, answer, ExchangeWatch::Clock::now());
        return answer;
    }

    void abort() { stop_.raise(); }

  private:
    Answer attempt(const Request& request, const Target& target, ExchangeWatch::Clock::time_point begin) {
        ExchangeWatch watch(stop_, begin + settings_.total_timeout);
        const auto lost = [&watch] { return watch.request_left() ? Reached::unknown : Reached::not_sent; };
        try {
            watch.check();
            std::unique_ptr<Connection> connection = pool_.take(target.origin, begin);
            if (connection == nullptr) connection = open(target.origin, watch);
            Answer answer = connection->exchange(request, target, settings_, watch);
            pool_.put(target.origin, std::move(connection), ExchangeWatch::Clock::now());
            return answer;
        } catch (const ExchangeFailed& failed) {
            return without_answer(lost(), failed.failure, failed.reason);
        } catch (const std::exception&) {
            // Memory, or a library in a mood; what() may quote the request and is not repeated.
            return without_answer(lost(), Failure::malformed, "The exchange ended unexpectedly.");
        }
    }

    std::unique_ptr<Connection> open(const Origin& origin, ExchangeWatch& watch) {
        watch.limit(ExchangeWatch::Clock::now() + settings_.connect_timeout);
        Poco::Net::Context::Ptr context = pool_.context(origin);
        std::unique_ptr<Connection> connection;
        if (origin.secure && settings_.proxy) {
            const Proxy& proxy = *settings_.proxy;
            const auto addresses = resolver_.resolve(proxy.host, proxy.port, watch);
            const int fd = dial(addresses, "the proxy " + proxy.host + ":" + std::to_string(proxy.port), watch);
            connection = std::make_unique<Connection>(fd, proxy, origin, std::move(context), watch);
        } else {
            const auto addresses = resolver_.resolve(origin.host, origin.port, watch);
            const bool local = std::all_of(addresses.begin(), addresses.end(),
                                           [](const auto& address) { return address.host().isLoopback(); });
            if (!origin.secure && !local) {
                watch.fail(Failure::plain_http, "Plain http to " + origin.name() + " would show the token to the net.");
            }
            const int fd = dial(addresses, origin.name(), watch);
            connection = std::make_unique<Connection>(fd, origin, std::move(context), watch);
        }
        watch.lift_limit();
        return connection;
    }

    HttpSettings settings_;
    StopSignal stop_;
    Resolver resolver_;
    HostPool pool_{settings_};
};

HttpClient::HttpClient(HttpSettings settings) : impl_(std::make_unique<Impl>(std::move(settings))) {}

HttpClient::~HttpClient() = default;

Answer HttpClient::exchange(const Request& request) noexcept {
    return impl_->exchange(request);
}

void HttpClient::abort() {
    impl_->abort();
}

}  // namespace coexist::net
