// Addresses that others told us lead nowhere but to the public Internet.
#include <Poco/Net/IPAddress.h>

#include <chrono>

#include "catch.hpp"
#include "loopback_server.hpp"
#include "net/address_rules.hpp"
#include "net/http_client.hpp"

using namespace coexist::net;
using namespace std::chrono_literals;

namespace {

bool is_public(const char* address) {
    return on_public_internet(Poco::Net::IPAddress(address));
}

/// What a download gathers.
class Gathered : public BodySink {
  public:
    void take(std::string_view part) override {
        if (refuse) throw std::runtime_error("the disk is full");
        bytes.append(part);
    }
    std::string bytes;
    bool refuse = false;
};

void answer_with(loopback::Peer& peer, const std::string& head, const std::string& body) {
    if (peer.read_request()) {
        peer.write(head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    }
}

}  // namespace

TEST_CASE("an address of the public Internet is told from one of this machine, its network or a cloud's inside") {
    for (const char* address : {"157.240.1.35", "8.8.8.8", "172.15.255.255", "172.32.0.1", "100.63.0.1", "100.128.0.1",
                                "2a03:2880:f12d:83:face:b00c:0:25de", "::ffff:157.240.1.35", "64:ff9b::9df0:123"}) {
        INFO(address);
        CHECK(is_public(address));
    }
    for (const char* address :
         {"0.0.0.0",      "10.1.2.3",        "100.64.0.1",  "100.127.255.255", "127.0.0.1",
          "127.8.9.1",    "169.254.169.254", "172.16.0.1",  "172.31.255.255",  "192.0.0.170",
          "192.0.2.1",    "192.88.99.1",     "192.168.1.1", "198.18.0.1",      "198.19.255.255",
          "198.51.100.7", "203.0.113.9",     "224.0.0.1",   "239.255.255.250", "255.255.255.255"}) {
        INFO(address);
        CHECK_FALSE(is_public(address));
    }
    for (const char* address :
         {"::",           "::1",     "::127.0.0.1",  "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
          "fe80::1",      "fc00::1", "fd12:3456::1", "ff02::1",          "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
          "64:ff9b:1::1", "2001::1", "2001:db8::1",  "2002:7f00:1::",    "2002:a00:1::1",   "3fff::1",
          "100::1",       "fec0::1"}) {
        INFO(address);
        CHECK_FALSE(is_public(address));
    }
}

TEST_CASE("a host whose address is not public is refused before it is spoken to, whatever it is called") {
    loopback::Server server([](loopback::Peer& peer) { answer_with(peer, "HTTP/1.1 200 OK\r\n", "secret"); });
    HttpClient client{HttpSettings{}};
    const std::string port = std::to_string(server.port());
    for (const std::string& host :
         {std::string("127.0.0.1"), std::string("localhost"), std::string("[::ffff:127.0.0.1]")}) {
        for (const std::string& scheme : {std::string("http://"), std::string("https://")}) {
            Request request;
            request.url = scheme + host + ":" + port + "/latest/meta-data";
            request.public_only = true;
            const Answer answer = client.exchange(request);
            INFO(request.url);
            CHECK(answer.reached == Reached::not_sent);
            CHECK(answer.failure == Failure::address);
        }
    }
    CHECK(server.connections() == 0);
}

TEST_CASE("a connection that was opened without judging the address is not used where it must be judged") {
    loopback::Server server([](loopback::Peer& peer) {
        while (peer.read_request()) peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    HttpClient client{HttpSettings{}};
    Request request;
    request.url = server.url("/");
    REQUIRE(client.exchange(request).status == 200);
    request.public_only = true;
    CHECK(client.exchange(request).failure == Failure::address);
}

TEST_CASE("a sink takes the body of a 200 part by part, and memory does not") {
    const std::string photo(300'000, 'p');
    loopback::Server server([&](loopback::Peer& peer) { answer_with(peer, "HTTP/1.1 200 OK\r\n", photo); });
    HttpSettings settings;
    settings.max_answer_bytes = 1000;  // of what goes into memory
    HttpClient client{settings};
    Gathered gathered;
    Request request;
    request.url = server.url("/photo");
    request.sink = &gathered;
    request.max_answer_bytes = photo.size();
    const Answer answer = client.exchange(request);
    CHECK(answer.status == 200);
    CHECK(answer.body.empty());
    CHECK(gathered.bytes == photo);
}

TEST_CASE("a body over the request's own limit, one that breaks off, and a sink that fails end the download") {
    const std::string photo(300'000, 'p');
    loopback::Server server([&](loopback::Peer& peer) {
        const auto request = peer.read_request();
        if (!request) return;
        if (request->find("GET /unbounded") == 0) {
            peer.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + photo);
        } else if (request->find("GET /cut") == 0) {
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 400000\r\n\r\n" + photo);
        } else {
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + photo);
        }
    });
    HttpClient client{HttpSettings{}};
    const auto fetch = [&](const char* path, std::size_t limit, Gathered& into) {
        Request request;
        request.url = server.url(path);
        request.sink = &into;
        request.max_answer_bytes = limit;
        return client.exchange(request);
    };
    Gathered gathered;
    CHECK(fetch("/told", 299'999, gathered).failure == Failure::too_large);
    CHECK(gathered.bytes.empty());  // its length was told: nothing was taken
    CHECK(fetch("/unbounded", 100'000, gathered).failure == Failure::too_large);
    CHECK(gathered.bytes.size() <= 100'000);
    CHECK(fetch("/cut", 500'000, gathered).failure == Failure::truncated);
    Gathered full;
    full.refuse = true;
    CHECK(fetch("/told", 500'000, full).reached == Reached::unknown);
}

TEST_CASE("the body of another answer than 200 stays out of the sink") {
    loopback::Server server(
        [](loopback::Peer& peer) { answer_with(peer, "HTTP/1.1 404 Not Found\r\n", "no such file"); });
    HttpClient client{HttpSettings{}};
    Gathered gathered;
    Request request;
    request.url = server.url("/gone");
    request.sink = &gathered;
    const Answer answer = client.exchange(request);
    CHECK(answer.status == 404);
    CHECK(answer.body == "no such file");
    CHECK(gathered.bytes.empty());
}
