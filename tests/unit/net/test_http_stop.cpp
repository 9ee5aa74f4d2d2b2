// stop() must not wait for the network, and a host that is down is left alone.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <thread>

#include "catch.hpp"
#include "loopback_server.hpp"
#include "net/circuit_breaker.hpp"
#include "net/http_client.hpp"
#include "test_identity.hpp"

using namespace coexist::net;
using namespace std::chrono_literals;

namespace {

Request get(const std::string& url) {
    Request request;
    request.url = url;
    return request;
}

/// Runs an exchange, aborts it after 100 ms and tells how long the end took.
std::chrono::nanoseconds aborted(HttpClient& client, const std::string& url, Answer& answer) {
    auto running = std::async(std::launch::async, [&] { return client.exchange(get(url)); });
    std::this_thread::sleep_for(100ms);
    const auto begin = std::chrono::steady_clock::now();
    client.abort();
    answer = running.get();
    return std::chrono::steady_clock::now() - begin;
}

/// A port that takes no connection and refuses none: its queue is full.
class FullPort {
  public:
    FullPort() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address_;
        static_cast<void>(::bind(listener_, reinterpret_cast<sockaddr*>(&address_), size));
        ::listen(listener_, 0);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address_), &size);
        for (int& filler : fillers_) {
            filler = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
            static_cast<void>(::connect(filler, reinterpret_cast<sockaddr*>(&address_), size));
        }
        std::this_thread::sleep_for(20ms);
    }
    ~FullPort() {
        for (const int filler : fillers_) ::close(filler);
        ::close(listener_);
    }
    FullPort(const FullPort&) = delete;
    FullPort& operator=(const FullPort&) = delete;
    [[nodiscard]] std::string url() const {
        return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)) + "/";
    }

  private:
    int listener_;
    sockaddr_in address_{};
    int fillers_[4] = {-1, -1, -1, -1};
};

}  // namespace

TEST_CASE("Stopping ends a running exchange at once") {
    Answer answer;
    const loopback::Authority authority;
    HttpSettings settings;
    settings.ca_file = authority.ca_file();  // reading all of the system's authorities takes a while under sanitizers
    HttpClient client(settings);

    SECTION("as unknown while it waits for the answer") {
        loopback::Server server([](loopback::Peer& peer) { peer.wait_for_end(); });
        CHECK(aborted(client, server.url("/x"), answer) < 200ms);
        CHECK(answer.reached == Reached::unknown);
        CHECK(answer.failure == Failure::stopped);
    }
    SECTION("as unknown while the answer drips") {
        loopback::Server server([](loopback::Peer& peer) {
            peer.read_request();
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            while (peer.write("x")) std::this_thread::sleep_for(5ms);
        });
        CHECK(aborted(client, server.url("/x"), answer) < 200ms);
        CHECK(answer.reached == Reached::unknown);
        CHECK(answer.failure == Failure::stopped);
    }
    SECTION("as not sent while it connects") {
        const FullPort port;
        CHECK(aborted(client, port.url(), answer) < 200ms);
        CHECK(answer.reached == Reached::not_sent);
        CHECK(answer.failure == Failure::stopped);
    }
    SECTION("as not sent while TLS shakes hands") {
        loopback::Server silent([](loopback::Peer& peer) { peer.wait_for_end(); });
        CHECK(aborted(client, "https://127.0.0.1:" + std::to_string(silent.port()) + "/", answer) < 200ms);
        CHECK(answer.reached == Reached::not_sent);
        CHECK(answer.failure == Failure::stopped);
    }
}

TEST_CASE("After stopping nothing leaves any more") {
    loopback::Server server([](loopback::Peer& peer) {
        while (peer.read_request()) peer.write(loopback::answer(200, "x"));
    });
    HttpClient client{HttpSettings()};
    CHECK(client.exchange(get(server.url("/x"))).status == 200);
    client.abort();
    const Answer answer = client.exchange(get(server.url("/x")));
    CHECK(answer.reached == Reached::not_sent);
    CHECK(answer.failure == Failure::stopped);
}

TEST_CASE("A connection that is never taken is not sent, in time") {
    const FullPort port;
    HttpSettings settings;
    settings.connect_timeout = 150ms;
    HttpClient client(settings);
    const auto begin = std::chrono::steady_clock::now();
    const Answer answer = client.exchange(get(port.url()));
    CHECK(answer.reached == Reached::not_sent);
    CHECK((answer.failure == Failure::timeout || answer.failure == Failure::connect));
    CHECK(std::chrono::steady_clock::now() - begin < 500ms);
}

TEST_CASE("A circuit opens after failures in a row, lets one trial through after the pause, and closes on success") {
    const CircuitBreaker::Clock::time_point start{};
    CircuitBreaker breaker(3, 10s);
    for (int i = 0; i < 2; ++i) breaker.failed(start);
    CHECK(breaker.allow(start));
    breaker.succeeded();
    for (int i = 0; i < 2; ++i) breaker.failed(start);
    CHECK(breaker.allow(start));
    breaker.failed(start);
    CHECK_FALSE(breaker.allow(start + 9s));
    CHECK(breaker.allow(start + 10s));
    CHECK_FALSE(breaker.allow(start + 10s));
    SECTION("a trial that fails opens it again") {
        breaker.failed(start + 10s);
        CHECK_FALSE(breaker.allow(start + 19s));
        CHECK(breaker.allow(start + 20s));
    }
    SECTION("a trial that tells nothing is followed by another") {
        breaker.undecided(start + 10s);
        CHECK_FALSE(breaker.allow(start + 19s));
        CHECK(breaker.allow(start + 20s));
    }
    SECTION("a trial that succeeds closes it") {
        breaker.succeeded();
        CHECK(breaker.allow(start + 11s));
        CHECK(breaker.allow(start + 11s));
    }
}

TEST_CASE("A host that is down is left alone and tried again later; an account's own trouble shuts nobody out") {
    std::atomic<int> status{503};
    loopback::Server server([&](loopback::Peer& peer) {
        while (peer.read_request()) peer.write(loopback::answer(status, "{}"));
    });
    loopback::Server other([](loopback::Peer& peer) {
        while (peer.read_request()) peer.write(loopback::answer(200, "{}"));
    });
    HttpSettings settings;
    settings.breaker_failures = 3;
    settings.breaker_pause = 100ms;
    HttpClient client(settings);

    status = 500;
    for (int i = 0; i < 5; ++i) CHECK(client.exchange(get(server.url("/x"))).status == 500);
    status = 503;
    for (int i = 0; i < 3; ++i) CHECK(client.exchange(get(server.url("/x"))).status == 503);
    const Answer paused = client.exchange(get(server.url("/x")));
    CHECK(paused.reached == Reached::not_sent);
    CHECK(paused.failure == Failure::breaker_open);
    CHECK(client.exchange(get(other.url("/x"))).status == 200);

    status = 200;
    std::this_thread::sleep_for(130ms);
    for (int i = 0; i < 2; ++i) CHECK(client.exchange(get(server.url("/x"))).status == 200);
}
