#include "net/http_client.hpp"

#include <Poco/DateTime.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/DateTimeParser.h>
#include <Poco/Timestamp.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "net/address_rules.hpp"
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

/// RFC 9110, 5.6.7: the form that senders must use. Nothing for any other.
std::optional<std::int64_t> date_ms(std::string_view date) {
    int zone = 0;
    Poco::DateTime time;
    if (date.empty()) return std::nullopt;
    if (!Poco::DateTimeParser::tryParse(Poco::DateTimeFormat::HTTP_FORMAT, std::string(date), time, zone)) return {};
    // The parser takes much else for it.
    if (Poco::DateTimeFormatter::format(time, Poco::DateTimeFormat::HTTP_FORMAT) != date) return std::nullopt;
    return time.timestamp().epochMicroseconds() / 1000;
}

}  // namespace

class HttpClient::Impl {
  public:
    explicit Impl(HttpSettings settings) : settings_(std::move(settings)) {}

    Answer exchange(const Request& request) {
        const std::int64_t began_us = steady_us();
        const std::int64_t began_ms = settings_.clock.now_ms();
        Answer answer = exchange_one(request);
        CallFigures& calls = settings_.figures->calls;
        ++calls.ended[class_of(answer)];
        if (answer.reached == Reached::answered) {
            const std::int64_t took_us = steady_us() - began_us;
            calls.took.observe_us(took_us);
            // The header is cut to the second, and was written somewhere between the request and the answer.
            if (const auto theirs = date_ms(answer.header("date"))) {
                calls.skew.observe(began_ms + took_us / 2000 - (*theirs + 500));
            }
        }
        return answer;
    }

    void abort() { stop_.raise(); }

  private:
    Answer exchange_one(const Request& request) {
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
            const bool all_public = std::all_of(addresses.begin(), addresses.end(),
                                                [](const auto& address) { return on_public_internet(address.host()); });
            if (origin.public_only && !all_public) {
                watch.fail(Failure::address,
                           "The host " + origin.host + " has an address that is not on the public Internet.");
            }
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
