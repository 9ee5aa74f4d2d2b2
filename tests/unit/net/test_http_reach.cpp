// How far a request came is what decides whether it may be sent again: every place where it can break, and what is
// said then.
#include <chrono>
#include <thread>

#include "catch.hpp"
#include "loopback_server.hpp"
#include "net/http_client.hpp"

using namespace coexist::net;
using namespace std::chrono_literals;

namespace {

constexpr auto token = "EAAJ-very-secret-token";

HttpSettings quick() {
    HttpSettings settings;
    settings.connect_timeout = 500ms;
    settings.first_byte_timeout = 300ms;
    settings.total_timeout = 800ms;
    settings.max_answer_bytes = 10'000;
    return settings;
}

Request send_to(const std::string& url) {
    Request request;
    request.method = "POST";
    request.url = url + "?appsecret_proof=secret-proof";
    request.headers = {{"Authorization", std::string("Bearer ") + token}};
    request.content_type = "application/json";
    request.body = R"({"text":"private words"})";
    return request;
}

void check_tells_no_secret(const Answer& answer) {
    const coexist::Problem problem = problem_of(answer);
    for (const std::string& text : {answer.reason, problem.detail, problem.next, problem.code}) {
        CHECK(text.find(token) == std::string::npos);
        CHECK(text.find("secret-proof") == std::string::npos);
        CHECK(text.find("private words") == std::string::npos);
        CHECK_FALSE(text.empty());
    }
}

struct Breakage {
    const char* name;
    std::function<void(loopback::Peer&)> script;
    Failure failure;
};

const std::string half_answer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this";

}  // namespace

TEST_CASE("A complete answer comes with status, lower-case header names and body") {
    loopback::Server* seen = nullptr;
    loopback::Server server([&](loopback::Peer& peer) {
        while (auto request = peer.read_request()) {
            seen->note_request(*request);
            peer.write(loopback::answer(207, R"({"ok":true})", "X-App-Usage: {}\r\nX-Twice: a\r\nX-Twice: b\r\n"));
        }
    });
    seen = &server;
    HttpClient client(quick());
    const Answer answer = client.exchange(send_to(server.url("/v25.0/310/messages")));
    CHECK(answer.reached == Reached::answered);
    CHECK(answer.failure == Failure::none);
    CHECK(answer.status == 207);
    CHECK(answer.body == R"({"ok":true})");
    CHECK(answer.header("x-app-usage") == "{}");
    CHECK(answer.header("x-twice") == "a");
    CHECK(answer.header("absent").empty());
    CHECK(answer.reason.empty());

    const std::string request = server.request(0);
    CHECK(request.rfind("POST /v25.0/310/messages?appsecret_proof=secret-proof HTTP/1.1\r\n", 0) == 0);
    CHECK(request.find("Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n") != std::string::npos);
    CHECK(request.find(std::string("Authorization: Bearer ") + token + "\r\n") != std::string::npos);
    CHECK(request.find("Content-Type: application/json\r\n") != std::string::npos);
    CHECK(request.find("\r\n\r\n{\"text\":\"private words\"}") != std::string::npos);
}

TEST_CASE("A refused connection is not sent") {
    std::string url;
    {
        const loopback::Server gone([](loopback::Peer&) {});
        url = gone.url("/x");
    }
    HttpClient client(quick());
    const Answer answer = client.exchange(send_to(url));
    CHECK(answer.reached == Reached::not_sent);
    CHECK(answer.failure == Failure::connect);
    CHECK(problem_of(answer).code == "http_connect_failed");
    check_tells_no_secret(answer);
}

TEST_CASE("A name that nobody knows is not sent") {
    HttpSettings settings = quick();
    settings.connect_timeout = 1s;
    settings.total_timeout = 1s;
    HttpClient client(settings);
    const Answer answer = client.exchange(send_to("https://no-such-host.invalid/x"));
    CHECK(answer.reached == Reached::not_sent);
    CHECK((answer.failure == Failure::dns || answer.failure == Failure::timeout));
    check_tells_no_secret(answer);
}

TEST_CASE("A request that left without a complete answer is unknown and left once") {
    using loopback::Peer;
    const Breakage breakages[] = {
        {"closed before reading", [](Peer&) {}, Failure::closed},
        {"closed after reading", [](Peer& peer) { peer.read_request(); }, Failure::closed},
        {"reset after reading",
         [](Peer& peer) {
             peer.read_request();
             peer.reset();
         },
         Failure::closed},
        {"half a head",
         [](Peer& peer) {
             peer.read_request();
             peer.write("HTTP/1.1 200 OK\r\nContent-Ty");
         },
         Failure::truncated},
        {"half a body",
         [](Peer& peer) {
             peer.read_request();
             peer.write(half_answer);
         },
         Failure::truncated},
        {"half a chunked body",
         [](Peer& peer) {
             peer.read_request();
             peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n8\r\nnot ");
         },
         Failure::truncated},
        {"a chunked body without its last chunk",
         [](Peer& peer) {
             peer.read_request();
             peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
         },
         Failure::truncated},
        {"a broken chunk length",
         [](Peer& peer) {
             peer.read_request();
             peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\nmore");
             peer.wait_for_end();
         },
         Failure::truncated},
        {"over the cap by length",
         [](Peer& peer) {
             peer.read_request();
             peer.write(loopback::answer(200, std::string(10'001, 'x')));
         },
         Failure::too_large},
        {"over the cap by chunks",
         [](Peer& peer) {
             peer.read_request();
             peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
             while (peer.write("400\r\n" + std::string(1024, 'x') + "\r\n")) {
             }
         },
         Failure::too_large},
        {"no first byte",
         [](Peer& peer) {
             peer.read_request();
             peer.wait_for_end();
         },
         Failure::timeout},
        {"a dripping answer",
         [](Peer& peer) {
             peer.read_request();
             peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
             while (peer.write("x")) std::this_thread::sleep_for(20ms);
         },
         Failure::timeout},
        {"a dripping head",
         [](Peer& peer) {
             peer.read_request();
             peer.write("HTTP/1.1 200 OK\r\nX: ");
             while (peer.write("x")) std::this_thread::sleep_for(20ms);
         },
         Failure::timeout},
        {"not HTTP",
         [](Peer& peer) {
             peer.read_request();
             peer.write("220 mail.example ESMTP ready\r\n\r\n");
             peer.wait_for_end();
         },
         Failure::malformed},
    };
    for (const Breakage& breakage : breakages) {
        INFO(breakage.name);
        loopback::Server server(breakage.script);
        HttpClient client(quick());
        const auto begin = std::chrono::steady_clock::now();
        const Answer answer = client.exchange(send_to(server.url("/x")));
        const auto took = std::chrono::steady_clock::now() - begin;
        CHECK(answer.reached == Reached::unknown);
        CHECK(static_cast<int>(answer.failure) == static_cast<int>(breakage.failure));
        CHECK(answer.status == 0);
        CHECK(answer.body.empty());
        CHECK(took < 1200ms);
        std::this_thread::sleep_for(20ms);
        CHECK(server.connections() == 1);
        check_tells_no_secret(answer);
    }
}

TEST_CASE("An answer that ends with its connection is complete when the connection ends in order") {
    loopback::Server server([](loopback::Peer& peer) {
        peer.read_request();
        peer.write("HTTP/1.0 200 OK\r\n\r\nall of it");
    });
    HttpClient client(quick());
    const Answer answer = client.exchange(send_to(server.url("/x")));
    CHECK(answer.reached == Reached::answered);
    CHECK(answer.body == "all of it");
}

TEST_CASE("A redirect is an answer and is not followed") {
    loopback::Server server([](loopback::Peer& peer) {
        while (peer.read_request()) peer.write(loopback::answer(302, "", "Location: /elsewhere\r\n"));
    });
    HttpClient client(quick());
    CHECK(client.exchange(send_to(server.url("/x"))).status == 302);
    CHECK(server.connections() == 1);
}

TEST_CASE("Plain http leaves only to loopback addresses") {
    HttpClient client(quick());
    const Answer far = client.exchange(send_to("http://192.0.2.1/x"));
    CHECK(far.reached == Reached::not_sent);
    CHECK(far.failure == Failure::plain_http);
    CHECK(problem_of(far).refusal == coexist::Refusal::config);
    check_tells_no_secret(far);

    loopback::Server server([](loopback::Peer& peer) {
        while (peer.read_request()) peer.write(loopback::answer(200, "near"));
    });
    const Answer near = client.exchange(send_to("http://localhost:" + std::to_string(server.port()) + "/x"));
    CHECK(near.body == "near");
}

TEST_CASE("A request that cannot be written as it is is refused before anything leaves") {
    HttpClient client(quick());
    Request injected = send_to("https://graph.example/x");
    injected.headers.emplace_back("X-Note", "a\r\nX-Evil: b");
    CHECK(client.exchange(injected).failure == Failure::invalid_request);
    Request method = send_to("https://graph.example/x");
    method.method = "GET /y HTTP/1.1\r\nX:";
    CHECK(client.exchange(method).failure == Failure::invalid_request);
    for (const char* url : {"", "graph.example/x", "ftp://graph.example/x", "https://", "https:///x",
                            "https://graph.example/a b", "https://graph.example:99999/x", "file:///etc/passwd"}) {
        INFO(url);
        Request request;
        request.url = url;
        const Answer answer = client.exchange(request);
        CHECK(answer.reached == Reached::not_sent);
        CHECK(answer.failure == Failure::invalid_request);
    }
}
