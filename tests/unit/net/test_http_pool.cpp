// Connections are kept and used again, and a kept connection never makes a request leave twice.
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>

#include <atomic>
#include <chrono>
#include <sstream>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "loopback_server.hpp"
#include "net/dial.hpp"
#include "net/http_client.hpp"
#include "net/one_way_session.hpp"
#include "net/wire.hpp"

using namespace coexist::net;
using namespace std::chrono_literals;

namespace {

Request get(const std::string& url) {
    Request request;
    request.url = url;
    return request;
}

Request post(const std::string& url, std::string body) {
    Request request;
    request.method = "POST";
    request.url = url;
    request.body = std::move(body);
    return request;
}

/// Answers every request with its own body.
void echo(loopback::Peer& peer) {
    while (auto request = peer.read_request()) {
        peer.write(loopback::answer(200, request->substr(request->find("\r\n\r\n") + 4)));
    }
}

}  // namespace

TEST_CASE("Requests one after the other share one connection") {
    loopback::Server server(echo);
    HttpClient client{HttpSettings()};
    for (int i = 0; i < 20; ++i)
        CHECK(client.exchange(post(server.url("/x"), std::to_string(i))).body == std::to_string(i));
    CHECK(server.connections() == 1);
}

TEST_CASE("An answer without a body keeps its connection in step") {
    loopback::Server server([](loopback::Peer& peer) {
        while (peer.read_request()) peer.write("HTTP/1.1 204 No Content\r\n\r\n");
    });
    HttpClient client{HttpSettings()};
    for (int i = 0; i < 3; ++i) CHECK(client.exchange(get(server.url("/x"))).status == 204);
    CHECK(server.connections() == 1);
}

TEST_CASE("A chunked answer is whole and keeps its connection") {
    loopback::Server server([](loopback::Peer& peer) {
        while (peer.read_request()) {
            peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
            std::this_thread::sleep_for(10ms);
            peer.write("7\r\n second\r\n0\r\n\r\n");
        }
    });
    HttpClient client{HttpSettings()};
    for (int i = 0; i < 3; ++i) CHECK(client.exchange(get(server.url("/x"))).body == "first second");
    CHECK(server.connections() == 1);
}

TEST_CASE("A connection is dropped when the server says close, sends surplus bytes, closes, or it was idle too long") {
    SECTION("says close") {
        loopback::Server server([](loopback::Peer& peer) {
            while (peer.read_request()) peer.write(loopback::answer(200, "x", "Connection: close\r\n"));
        });
        HttpClient client{HttpSettings()};
        for (int i = 0; i < 3; ++i) CHECK(client.exchange(get(server.url("/x"))).status == 200);
        CHECK(server.connections() == 3);
    }
    SECTION("surplus bytes, which would be read as the next answer") {
        loopback::Server server([](loopback::Peer& peer) {
            while (peer.read_request()) {
                peer.write(loopback::answer(200, "right") + loopback::answer(200, "of somebody else"));
            }
        });
        HttpClient client{HttpSettings()};
        for (int i = 0; i < 3; ++i) CHECK(client.exchange(get(server.url("/x"))).body == "right");
        CHECK(server.connections() == 3);
    }
    SECTION("closed while idle") {
        loopback::Server server([](loopback::Peer& peer) {
            peer.read_request();
            peer.write(loopback::answer(200, "x"));
        });
        HttpClient client{HttpSettings()};
        for (int i = 0; i < 3; ++i) {
            CHECK(client.exchange(get(server.url("/x"))).reached == Reached::answered);
            std::this_thread::sleep_for(30ms);
        }
        CHECK(server.connections() == 3);
    }
    SECTION("idle too long") {
        loopback::Server server(echo);
        HttpSettings settings;
        settings.idle_limit = 20ms;
        HttpClient client(settings);
        for (int i = 0; i < 3; ++i) {
            CHECK(client.exchange(get(server.url("/x"))).status == 200);
            std::this_thread::sleep_for(30ms);
        }
        CHECK(server.connections() == 3);
    }
}

TEST_CASE("A request that a kept connection swallows is unknown and is not sent again") {
    // Poco connects anew and repeats the request when a kept connection breaks; the first copy may have been processed.
    for (const bool with_reset : {false, true}) {
        loopback::Server* seen = nullptr;
        loopback::Server server([&](loopback::Peer& peer) {
            for (int i = 0; auto request = peer.read_request(); ++i) {
                seen->note_request(*request);
                if (i == 1) {
                    if (with_reset) peer.reset();
                    return;
                }
                peer.write(loopback::answer(200, "x"));
            }
        });
        seen = &server;
        HttpClient client{HttpSettings()};
        CHECK(client.exchange(post(server.url("/x"), "first")).reached == Reached::answered);
        const Answer second = client.exchange(post(server.url("/x"), "second"));
        CHECK(second.reached == Reached::unknown);
        CHECK(second.failure == Failure::closed);
        std::this_thread::sleep_for(50ms);
        CHECK(server.connections() == 1);
        CHECK(server.requests() == 2);
        CHECK(client.exchange(post(server.url("/x"), "third")).reached == Reached::answered);
        CHECK(server.connections() == 2);
        CHECK(server.requests() == 3);
    }
}

TEST_CASE("A session on a dead connection fails where Poco's own connects again and repeats") {
    loopback::Server server([](loopback::Peer& peer) {
        peer.read_request();
        peer.write(loopback::answer(200, "x"));
        std::this_thread::sleep_for(30ms);
        peer.reset();
    });
    Poco::Net::HTTPRequest request("GET", "/x", Poco::Net::HTTPMessage::HTTP_1_1);
    Poco::Net::HTTPResponse response;
    std::ostringstream body;

    SECTION("ours") {
        const StopSignal stop;
        ExchangeWatch watch(stop, ExchangeWatch::Clock::now() + 5s);
        Poco::AutoPtr<PlainWire> wire(
            new PlainWire(dial({Poco::Net::SocketAddress("127.0.0.1", server.port())}, "the test", watch)));
        wire->serve(watch);
        OneWaySession session(*wire);
        session.sendRequest(request);
        body << session.receiveResponse(response).rdbuf();
        std::this_thread::sleep_for(100ms);
        watch.begin_request();
        session.sendRequest(request);
        CHECK_THROWS([&] {
            session.flushRequest();
            session.receiveResponse(response);
        }());
        CHECK(watch.failed());
        CHECK_FALSE(watch.request_left());
        CHECK(server.connections() == 1);
    }
    SECTION("Poco's, so that we notice the day when this care is no longer needed") {
        Poco::Net::HTTPClientSession session("127.0.0.1", server.port());
        session.setKeepAlive(true);
        session.sendRequest(request);
        body << session.receiveResponse(response).rdbuf();
        std::this_thread::sleep_for(100ms);
        session.sendRequest(request);
        session.receiveResponse(response);
        CHECK(server.connections() == 2);
    }
}

TEST_CASE("Many threads get each their own answer over few connections") {
    loopback::Server server(echo);
    HttpClient client{HttpSettings()};
    std::atomic<int> right{0};
    std::vector<std::thread> threads;
    threads.reserve(6);
    for (int t = 0; t < 6; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i) {
                const std::string body = std::to_string(t) + "/" + std::to_string(i);
                if (client.exchange(post(server.url("/x"), body)).body == body) ++right;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(right == 300);
    CHECK(server.connections() <= 6);
}

TEST_CASE("A body larger than every buffer arrives whole") {
    loopback::Server server(echo);
    HttpClient client{HttpSettings()};
    std::string body(3'000'000, 'b');
    for (std::size_t i = 0; i < body.size(); i += 997) body[i] = static_cast<char>('a' + i % 26);
    CHECK(client.exchange(post(server.url("/x"), body)).body == body);
}
