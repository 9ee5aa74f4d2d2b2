// TLS is checked by chain and by name, and a connection that is not trusted sees nothing of the request.
#include <sys/socket.h>

#include <chrono>
#include <filesystem>
#include <iterator>
#include <thread>

#include "catch.hpp"
#include "loopback_server.hpp"
#include "net/http_client.hpp"
#include "test_identity.hpp"

using namespace coexist::net;
using namespace std::chrono_literals;

namespace {

HttpSettings trusting(const std::string& ca_file) {
    HttpSettings settings;
    settings.ca_file = ca_file;
    settings.connect_timeout = 10s;  // nothing here is about time, and a machine may be busy
    settings.first_byte_timeout = 10s;
    settings.total_timeout = 20s;
    return settings;
}

Request get(const std::string& url) {
    Request request;
    request.url = url;
    request.headers = {{"Authorization", "Bearer secret"}};
    return request;
}

std::ptrdiff_t open_descriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return std::distance(begin(all), end(all));
}

void serve_all(loopback::Peer& peer) {
    while (peer.read_request()) peer.write(loopback::answer(200, "over tls"));
}

}  // namespace

TEST_CASE("A trusted host is reached over TLS, named by SNI, and its connection is kept") {
    loopback::Authority authority;
    const loopback::Identity identity = authority.issue("DNS:localhost,IP:127.0.0.1");
    loopback::Server server(serve_all, &identity);
    HttpClient client(trusting(authority.ca_file()));
    for (int i = 0; i < 5; ++i) {
        const Answer answer = client.exchange(get(server.url("/x")));
        INFO(answer.reason);
        CHECK(answer.body == "over tls");
    }
    CHECK(server.connections() == 1);
    CHECK(server.server_name() == "localhost");

    const Answer by_address = client.exchange(get("https://127.0.0.1:" + std::to_string(server.port()) + "/x"));
    CHECK(by_address.body == "over tls");
    CHECK(server.server_name().empty());
}

TEST_CASE("A host that cannot prove who it is gets nothing of the request") {
    loopback::Authority authority;
    loopback::Authority stranger;
    const loopback::Identity right = authority.issue("DNS:localhost");
    const loopback::Identity other_name = authority.issue("DNS:graph.example,DNS:*.localhost,IP:127.0.0.2");
    const loopback::Identity expired = authority.issue("DNS:localhost", -1);
    struct Case {
        const char* name;
        const loopback::Identity* identity;
        std::string ca_file;
        int max_tls_version;
    };
    const Case cases[] = {
        {"signed by a stranger", &right, stranger.ca_file(), 0},
        {"unknown to the system's authorities", &right, "", 0},
        {"another name, even on loopback", &other_name, authority.ca_file(), 0},
        {"expired", &expired, authority.ca_file(), 0},
        {"an old protocol", &right, authority.ca_file(), TLS1_1_VERSION},
        {"a CA file that is not there", &right, "/no/such/file.pem", 0},
    };
    for (const Case& one : cases) {
        INFO(one.name);
        loopback::Server* seen = nullptr;
        loopback::Server server(
            [&](loopback::Peer& peer) {
                if (const std::string some = peer.read_some(); !some.empty()) seen->note_request(some);
            },
            one.identity, one.max_tls_version);
        seen = &server;
        HttpClient client(trusting(one.ca_file));
        const Answer answer = client.exchange(get(server.url("/x")));
        CHECK(answer.reached == Reached::not_sent);
        CHECK(static_cast<int>(answer.failure) == static_cast<int>(Failure::tls));
        CHECK(answer.reason.find("secret") == std::string::npos);
        std::this_thread::sleep_for(20ms);
        CHECK(server.requests() == 0);
    }
}

TEST_CASE("A handshake that never comes is not sent, in time") {
    const loopback::Authority authority;
    for (const bool closes : {false, true}) {
        loopback::Server silent([&](loopback::Peer& peer) {
            if (!closes) peer.wait_for_end();
        });
        HttpSettings settings = trusting(authority.ca_file());
        settings.connect_timeout = 200ms;
        HttpClient client(settings);
        const auto begin = std::chrono::steady_clock::now();
        const Answer answer = client.exchange(get("https://localhost:" + std::to_string(silent.port()) + "/x"));
        CHECK(answer.reached == Reached::not_sent);
        CHECK(answer.failure == (closes ? Failure::tls : Failure::timeout));
        CHECK(std::chrono::steady_clock::now() - begin < 600ms);
    }
}

TEST_CASE("Over TLS too, what left without a complete answer is unknown and left once") {
    loopback::Authority authority;
    const loopback::Identity identity = authority.issue("DNS:localhost");
    struct Case {
        const char* name;
        loopback::Server::Script script;
        Failure failure;
    };
    const Case cases[] = {
        {"closed after reading", [](loopback::Peer& peer) { peer.read_request(); }, Failure::closed},
        {"half an answer",
         [](loopback::Peer& peer) {
             peer.read_request();
             peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
         },
         Failure::truncated},
        {"cut off before the end of an answer without a length",
         [](loopback::Peer& peer) {
             peer.read_request();
             peer.write("HTTP/1.1 200 OK\r\n\r\nis this all?");
         },
         Failure::truncated},
        {"silence",
         [](loopback::Peer& peer) {
             peer.read_request();
             peer.wait_for_end();
         },
         Failure::timeout},
    };
    for (const Case& one : cases) {
        INFO(one.name);
        loopback::Server server(one.script, &identity);
        HttpSettings settings = trusting(authority.ca_file());
        settings.first_byte_timeout = 500ms;
        HttpClient client(settings);
        const Answer answer = client.exchange(get(server.url("/x")));
        CHECK(answer.reached == Reached::unknown);
        CHECK(static_cast<int>(answer.failure) == static_cast<int>(one.failure));
        std::this_thread::sleep_for(20ms);
        CHECK(server.connections() == 1);
    }
}

TEST_CASE("Connections that ended or failed leave no descriptor behind") {
    const loopback::Authority stranger;
    loopback::Authority authority;
    const loopback::Identity identity = authority.issue("DNS:localhost");
    const auto before = open_descriptors();
    {
        loopback::Server server(
            [](loopback::Peer& peer) {
                peer.read_request();
                peer.write(loopback::answer(200, "x", "Connection: close\r\n"));
            },
            &identity);
        HttpClient trusted(trusting(authority.ca_file()));
        HttpClient suspicious(trusting(stranger.ca_file()));
        for (int i = 0; i < 5; ++i) {
            CHECK(trusted.exchange(get(server.url("/x"))).status == 200);
            CHECK(suspicious.exchange(get(server.url("/x"))).failure == Failure::tls);
        }
    }
    CHECK(open_descriptors() == before);
}

TEST_CASE("A proxy is asked for a tunnel and learns nothing but the host's name") {
    loopback::Authority authority;
    const loopback::Identity identity = authority.issue("DNS:localhost");
    loopback::Server server(serve_all, &identity);
    loopback::Server* seen = nullptr;
    int verdict = 200;
    loopback::Server proxy([&](loopback::Peer& peer) {
        const auto asked = peer.read_request();
        if (!asked) return;
        seen->note_request(*asked);
        if (verdict != 200) {
            peer.write(loopback::answer(verdict, "no"));
            return;
        }
        // The tunnel: bytes both ways until either side ends.
        loopback::Tunnel tunnel(server.port());
        peer.write("HTTP/1.1 200 Connection established\r\n\r\n");
        tunnel.carry(peer);
    });
    seen = &proxy;
    HttpSettings settings = trusting(authority.ca_file());
    settings.proxy = Proxy{"127.0.0.1", proxy.port(), "desk", "proxy-password"};

    SECTION("and carries the exchange") {
        HttpClient client(settings);
        for (int i = 0; i < 3; ++i) {
            const Answer answer = client.exchange(get(server.url("/x")));
            INFO(answer.reason);
            CHECK(answer.body == "over tls");
        }
        CHECK(proxy.connections() == 1);
        CHECK(proxy.request(0).rfind("CONNECT localhost:" + std::to_string(server.port()) + " HTTP/1.1\r\n", 0) == 0);
        CHECK(proxy.request(0).find("Proxy-Authorization: Basic ZGVzazpwcm94eS1wYXNzd29yZA==") != std::string::npos);
        CHECK(proxy.request(0).find("Bearer") == std::string::npos);
    }
    SECTION("and may refuse it: not sent") {
        verdict = 407;
        HttpClient client(settings);
        const Answer answer = client.exchange(get(server.url("/x")));
        CHECK(answer.reached == Reached::not_sent);
        CHECK(answer.failure == Failure::proxy);
        CHECK(answer.reason.find("407") != std::string::npos);
        CHECK(answer.reason.find("proxy-password") == std::string::npos);
        CHECK(server.connections() == 0);
    }
}
