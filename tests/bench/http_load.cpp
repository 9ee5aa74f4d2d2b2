// Webhooks over loopback HTTP, on keep-alive connections and one epoll thread: as fast as they are answered, or at
// fixed times (--rate), then with the latency counted from the time that each was meant to be sent at.
#include <sys/epoll.h>
#include <sys/resource.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <memory>
#include <system_error>
#include <vector>

#include "http_connection.hpp"
#include "options.hpp"

namespace bench {
namespace {

std::int64_t now_ns() {
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

class Load {
  public:
    Load(const Options& options, const Webhooks& webhooks)
        : webhooks_(webhooks), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
        const auto port = static_cast<std::uint16_t>(options.number("port", 0));
        const std::string body = webhooks.blank();
        const std::string head = "POST " + options.text("path") +
                                 " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: facebookexternalua\r\nAccept: */*\r\n"
                                 "Content-Type: application/json\r\nContent-Length: " +
                                 std::to_string(body.size()) + "\r\nX-Hub-Signature-256: ";
        signature_at_ = head.size();
        for (int index = 0; index < static_cast<int>(options.number("connections", 64)); ++index) {
            auto connection = std::make_unique<HttpConnection>(port);
            connection->head = head + std::string(Webhooks::signature_size, '0') + "\r\n\r\n";
            connection->body = body;
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.ptr = connection.get();
            ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection->descriptor(), &event);
            idle_.push_back(connection.get());
            connections_.push_back(std::move(connection));
        }
        latencies_us_.reserve(webhooks.size());
    }

    Outcome run(const Burst& burst) {
        const std::int64_t start = now_ns();
        const std::int64_t end = start + static_cast<std::int64_t>(burst.seconds * 1e9);
        const double gap_ns = burst.rate > 0 ? 1e9 / burst.rate : 0;
        while (next_ < webhooks_.size() && now_ns() < end) {
            const std::int64_t meant = burst.rate > 0 ? start + static_cast<std::int64_t>(gap_ns * next_) : now_ns();
            if (meant >= end) break;
            if (idle_.empty()) {
                wait(end);
            } else if (meant > now_ns()) {
                wait(meant);
            } else {
                ask(meant);
            }
        }
        while (idle_.size() < connections_.size()) wait(now_ns() + 1'000'000'000);
        outcome_.seconds = static_cast<double>(now_ns() - start) / 1e9;
        outcome_.p50_us = quantile(latencies_us_, 0.5);
        outcome_.p99_us = quantile(latencies_us_, 0.99);
        return outcome_;
    }

  private:
    void ask(std::int64_t meant) {
        HttpConnection& connection = *idle_.back();
        idle_.pop_back();
        webhooks_.fill(connection.body, next_);
        connection.head.replace(signature_at_, Webhooks::signature_size, webhooks_.signature(next_++));
        connection.meant_ns = meant;
        connection.send();
    }

    void wait(std::int64_t until) {
        std::array<epoll_event, 64> events{};
        const std::int64_t left = std::max<std::int64_t>(0, until - now_ns());
        const timespec timeout{left / 1'000'000'000, left % 1'000'000'000};
        const int count = ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &timeout, nullptr);
        for (int index = 0; index < count; ++index) {
            auto& connection = *static_cast<HttpConnection*>(events[static_cast<std::size_t>(index)].data.ptr);
            const int status = connection.receive();
            if (status == 0) continue;
            latencies_us_.push_back(static_cast<std::uint32_t>((now_ns() - connection.meant_ns) / 1000));
            ++(status == 200 ? outcome_.acknowledged : outcome_.failed);
            idle_.push_back(&connection);
        }
    }

    const Webhooks& webhooks_;
    int epoll_;
    std::size_t signature_at_ = 0;
    std::vector<std::unique_ptr<HttpConnection>> connections_;
    std::vector<HttpConnection*> idle_;
    std::uint32_t next_ = 0;
    Outcome outcome_;
    std::vector<std::uint32_t> latencies_us_;
};

}  // namespace
}  // namespace bench

int main(int count, char** words) {
    try {
        const bench::Options options(count, words);
        const bench::Webhooks webhooks = bench::webhooks_for(options, 150'000);
        bench::Load load(options, webhooks);
        std::puts("ready");
        std::fflush(stdout);
        if (std::getchar() == EOF) return 1;  // whoever measures says when
        bench::print(load.run(bench::burst_of(options)));
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-http-load: %s\n", error.what());
        return 1;
    }
}
