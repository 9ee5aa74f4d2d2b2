// A number's signup over HTTP: pages of numbers, and the override after the plain subscription.
#include <cstdlib>
#include <deque>
#include <mutex>

#include "../net/loopback_server.hpp"
#include "catch.hpp"
#include "channels/cloud/cloud_signup.hpp"

using namespace coexist;
using namespace coexist::cloud;

namespace {

const WabaId waba("210987654321001");

/// A Graph that answers one after the other, and remembers the first line and the body of what it was asked.
class ScriptedGraph {
  public:
    explicit ScriptedGraph(std::deque<std::pair<int, std::string>> answers)
        : answers_(std::move(answers)), server_([this](loopback::Peer& peer) {
              while (const auto request = peer.read_request()) peer.write(next(*request));
          }) {
        ::setenv("SIGNUP_TEST_SECRET", "an-app-secret", 1);
        App app;
        app.name = "hotel";
        app.app_id = "100200300400500";
        app.app_secret = SecretRef{SecretRef::Source::env, "SIGNUP_TEST_SECRET"};
        app.graph_base = server_.url("");
        Settings settings;
        settings.apps.push_back(std::move(app));
        auto routes = RoutesToMeta::from(settings);
        REQUIRE(routes);
        desk_ = std::make_unique<CloudSignup>(std::make_shared<net::HttpClient>(net::HttpSettings()),
                                              std::make_shared<const RoutesToMeta>(std::move(routes).value()));
    }
    CloudSignup& desk() { return *desk_; }
    /// "METHOD path?query" and a body after a space, of each request.
    std::vector<std::string> asked() {
        const std::lock_guard lock(guard_);
        return asked_;
    }

  private:
    std::string next(const std::string& request) {
        const std::lock_guard lock(guard_);
        const std::size_t version = request.find(" HTTP/1.1");
        const std::string body = request.substr(request.find("\r\n\r\n") + 4);
        asked_.push_back(request.substr(0, version) + (body.empty() ? "" : " " + body));
        if (answers_.empty()) return loopback::answer(500, "no answer is left");
        const auto [status, said] = answers_.front();
        answers_.pop_front();
        return loopback::answer(status, said);
    }

    std::mutex guard_;
    std::deque<std::pair<int, std::string>> answers_;
    std::vector<std::string> asked_;
    std::unique_ptr<CloudSignup> desk_;
    loopback::Server server_;
};

std::string number(const std::string& id) {
    return R"({"id":")" + id + R"(","display_phone_number":"+90 532 )" + id + R"(","is_on_biz_app":true,)" +
           R"("platform_type":"CLOUD_API","status":"CONNECTED"})";
}

std::string page(const std::string& numbers, const std::string& after, bool more) {
    return R"({"data":[)" + numbers + R"(],"paging":{"cursors":{"before":"x","after":")" + after + "\"}" +
           (more ? R"(,"next":"https://graph.facebook.com/next")" : "") + "}}";
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("numbers are read page by page until the platform names no next one", "[cloud][signup]") {
    ScriptedGraph graph({{200, page(number("1001") + "," + number("1002"), "a+b/c=", true)},
                         {200, page(number("1003"), "zz", true)},
                         {200, page(number("1004"), "zzz", false)}});
    const auto listed = graph.desk().numbers("hotel", Secret("EAAG"), waba);
    REQUIRE(listed.kind == CallOutcome::Kind::accepted);
    std::string ids;
    for (const OfferedNumber& one : listed.numbers) {
        ids += one.id.value + " ";
        CHECK(one.waba_id == waba);
    }
    CHECK(ids == "1001 1002 1003 1004 ");
    const auto asked = graph.asked();
    REQUIRE(asked.size() == 3);
    CHECK_FALSE(contains(asked[0], "after="));
    CHECK(contains(asked[1], "&after=a%2Bb%2Fc%3D"));
    CHECK(contains(asked[2], "&after=zz"));
}

TEST_CASE("a page that does not come leaves no half list behind", "[cloud][signup]") {
    ScriptedGraph graph({{200, page(number("1001"), "one", true)}, {503, "<html>busy</html>"}});
    const auto listed = graph.desk().numbers("hotel", Secret("EAAG"), waba);
    CHECK(listed.kind == CallOutcome::Kind::unknown);
    CHECK(listed.numbers.empty());
}

TEST_CASE("a list that never ends is left after a hundred pages", "[cloud][signup]") {
    std::deque<std::pair<int, std::string>> same(150, {200, page(number("1001"), "again", true)});
    ScriptedGraph graph(std::move(same));
    CHECK(graph.desk().numbers("hotel", Secret("EAAG"), waba).kind == CallOutcome::Kind::accepted);
    CHECK(graph.asked().size() == 100);
}

TEST_CASE("an override follows the plain subscription, and counts only where it is listed", "[cloud][signup]") {
    const std::string taken = R"({"success":true})";
    const auto listed = [](const std::string& more) {
        return R"({"data":[{"whatsapp_business_api_data":{"id":"100200300400500","link":"x","name":"Ours"})" + more +
               "}]}";
    };
    const CallbackOverride ours{"https://crm.example/webhooks/hotel", Secret("a-word")};
    const Line line{"hotel", PhoneNumberId("310987654321002"), waba, Secret("EAAG")};
    const auto made = [&](const std::string& list) {
        ScriptedGraph graph({{200, taken}, {200, taken}, {200, list}});
        const CallOutcome outcome = graph.desk().subscribe(line, &ours);
        const auto asked = graph.asked();
        REQUIRE(asked.size() == 3);
        CHECK(contains(asked[0], "POST /210987654321001/subscribed_apps"));
        CHECK_FALSE(contains(asked[0], "override"));
        CHECK(contains(asked[1], R"("override_callback_uri":"https://crm.example/webhooks/hotel")"));
        CHECK(contains(asked[1], R"("verify_token":"a-word")"));
        CHECK(contains(asked[2], "GET /210987654321001/subscribed_apps"));
        return outcome;
    };
    CHECK(made(listed(R"(,"override_callback_uri":"https://crm.example/webhooks/hotel")")).kind ==
          CallOutcome::Kind::accepted);
    for (const char* more : {"", R"(,"override_callback_uri":"https://other.example/")"}) {
        const CallOutcome outcome = made(listed(more));
        CHECK(outcome.kind == CallOutcome::Kind::unknown);
        CHECK(outcome.reason == "The platform took our callback but does not list it.");
    }
}
