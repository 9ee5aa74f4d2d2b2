// A server with short limits, in this process, so that slowness can be tested in seconds.
#include <chrono>
#include <filesystem>
#include <memory>
#include <vector>

#include "catch.hpp"
#include "host/http/server.hpp"
#include "raw_client.hpp"

namespace http = crm::http;

namespace {

class Echo final : public http::Target {
  public:
    std::uint64_t max_body() const override { return 1 << 20; }
    void serve(http::Exchange& exchange) override { exchange.answer(http::Answer::json(std::string(exchange.body()))); }
};

class OneEcho final : public http::Planner {
  public:
    http::Plan plan(const http::RequestHead&) override { return {&echo_, nullptr, std::nullopt}; }

  private:
    Echo echo_;
};

struct QuickServer {
    explicit QuickServer(const http::Limits& limits) : server(planner, 1, limits) {
        REQUIRE(server.listen("127.0.0.1:0").empty());
        const std::string address = server.address();
        port = static_cast<unsigned short>(std::stoi(address.substr(address.rfind(':') + 1)));
    }
    OneEcho planner;
    http::Server server;
    unsigned short port = 0;
};

http::Limits short_limits() {
    http::Limits limits;
    limits.idle_seconds = 2;
    limits.head_seconds = 1;
    limits.body_seconds = 1;
    return limits;
}

std::size_t threads() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& each : std::filesystem::directory_iterator("/proc/self/task")) ++count;
    return count;
}

}  // namespace

TEST_CASE("clients that send their head or body too slowly are told so and ended; the others go on") {
    QuickServer quick(short_limits());
    RawClient slow_head(quick.port);
    RawClient slow_body(quick.port);
    RawClient patient(quick.port);
    slow_head.send("POST / HTTP/1.1\r\nHost");
    slow_body.send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
    patient.send("POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\nok");
    CHECK(patient.hear().body == "ok");
    CHECK(slow_head.hear(5).status == 408);
    CHECK(slow_head.ended(5));
    CHECK(slow_body.hear(5).status == 408);
    CHECK(slow_body.ended(5));
    CHECK(ask(quick.port, "POST", "/", {}, "still here").body == "still here");
}

TEST_CASE("an idle connection is ended in time") {
    QuickServer quick(short_limits());
    RawClient idle(quick.port);
    CHECK_FALSE(idle.ended(1));
    CHECK(idle.ended(5));
}

TEST_CASE("connections cost no thread, and those above the limit are ended at once") {
    http::Limits limits;
    limits.connections = 300;
    QuickServer quick(limits);
    const std::size_t before = threads();
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int each = 0; each < 300; ++each) {
        clients.push_back(std::make_unique<RawClient>(quick.port));
        clients.back()->send("POST / HTTP/1.1\r\nContent-Len");
    }
    for (const auto& client : clients) client->send("gth: 2\r\n\r\nhi");
    for (const auto& client : clients) CHECK(client->hear().body == "hi");
    CHECK(threads() == before);
    RawClient above(quick.port);
    CHECK(above.ended(5));
}
