// What exchanges came to is counted by class, and the platform's Date tells how wrong this machine's clock is.
#include <cstdlib>

#include "catch.hpp"
#include "loopback_server.hpp"
#include "net/http_client.hpp"

using namespace coexist;

namespace {

constexpr std::int64_t eight_forty_nine = 784'111'777'000;  // RFC 9110's example date

std::int64_t given_time(void* time) {
    return *static_cast<std::int64_t*>(time);
}

std::uint64_t ended(const Figures& figures, std::string_view name) {
    for (std::size_t index = 0; index < CallFigures::classes; ++index) {
        if (net::class_name(index) == name) return figures.calls.ended[index].load();
    }
    FAIL("there is no class of this name");
    return 0;
}

}  // namespace

TEST_CASE("Exchanges are counted by the class of their answer, or why there is none") {
    net::HttpSettings settings;
    std::uint16_t gone = 0;
    {
        const loopback::Server closed([](loopback::Peer&) {});
        gone = closed.port();
    }
    loopback::Server server([](loopback::Peer& peer) {
        while (auto request = peer.read_request()) {
            if (request->find("/end") != std::string::npos) return;
            peer.write(loopback::answer(request->find("/bad") != std::string::npos ? 400 : 204, ""));
        }
    });
    net::HttpClient client(settings);
    net::Request request;
    for (const std::string& url : {server.url("/good"), server.url("/bad"), server.url("/good"), server.url("/end"),
                                   "http://127.0.0.1:" + std::to_string(gone) + "/", std::string("no url")}) {
        request.url = url;
        client.exchange(request);
    }
    CHECK(ended(*settings.figures, "2xx") == 2);
    CHECK(ended(*settings.figures, "4xx") == 1);
    CHECK(ended(*settings.figures, "closed") == 1);
    CHECK(ended(*settings.figures, "connect") == 1);
    CHECK(ended(*settings.figures, "invalid") == 1);
    CHECK(settings.figures->calls.took.count(14) == 0);
}

TEST_CASE("The Date of each answer is compared with this machine's clock, in both directions") {
    loopback::Server server([](loopback::Peer& peer) {
        while (peer.read_request()) {
            peer.write(loopback::answer(200, "{}", "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
        }
    });
    net::Request request;
    request.url = server.url("/");
    for (const std::int64_t skew : {-45'000, 0, 90'000}) {
        std::int64_t now = eight_forty_nine + 500 + skew;
        net::HttpSettings settings;
        settings.clock = Clock(given_time, &now);
        net::HttpClient client(settings);
        for (int call = 0; call < 3; ++call) CHECK(client.exchange(request).status == 200);
        const ClockSkew::Verdict verdict = settings.figures->calls.skew.verdict();
        CHECK(verdict.answers == 3);
        CHECK(std::abs(verdict.median_ms - skew) < 5'000);  // half of the way there and back is taken off
    }
}

TEST_CASE("An answer without a date, or with one that is none, says nothing of the clock") {
    loopback::Server server([](loopback::Peer& peer) {
        for (const char* date : {"", "Date: yesterday\r\n", "Date: 1994-11-06T08:49:37Z\r\n"}) {
            if (!peer.read_request()) return;
            peer.write(loopback::answer(200, "{}", date));
        }
    });
    net::HttpSettings settings;
    net::HttpClient client(settings);
    net::Request request;
    request.url = server.url("/");
    for (int call = 0; call < 3; ++call) CHECK(client.exchange(request).status == 200);
    CHECK(settings.figures->calls.skew.verdict().answers == 0);
}
