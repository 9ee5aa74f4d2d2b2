// The rows that people read of a connection, and what a code is exchanged with.
#include "catch.hpp"
#include "channels/coex/coex_channel.hpp"
#include "config/approved.hpp"
#include "onboarding/connect_play.hpp"
#include "onboarding/number_taken.hpp"
#include "store/another_process.hpp"

using namespace coexist;
using rooms::ConnectBench;
using rooms::ConnectPlay;
using rooms::eventually;
namespace json = boost::json;

namespace {

std::string text_of(const json::object& from, const char* name) {
    const json::value* found = from.if_contains(name);
    return found == nullptr ? std::string("-") : std::string(found->as_string());
}

/// "step state who trace" of each row, as the operation shows them; "-": it is not told.
std::vector<std::string> rows(ConnectBench& bench, const std::string& operation) {
    const json::object result = bench.operation(operation).at("result").as_object();
    std::vector<std::string> told;
    for (const json::value& one : result.at("steps").as_array()) {
        const json::object& row = one.as_object();
        CHECK(row.at("at").as_string().size() == 20);
        told.push_back(text_of(row, "step") + " " + text_of(row, "state") + " " + text_of(row, "who") + " " +
                       text_of(row, "trace_id"));
    }
    return told;
}

std::string words(const char* name, const Problem& problem) {
    return problem.code + name + "\n  " + problem.detail + "\n  " + problem.next + "\n";
}

}  // namespace

TEST_CASE("each row tells who did it, and the platform's trace where it refused", "[onboarding]") {
    SECTION("it refuses, and is asked again") {
        ConnectBench bench;
        bench.desk().answer("numbers", {rooms::desk_stumbles()});
        const std::string operation = bench.begin();
        CHECK(bench.code(operation) == "ok");
        REQUIRE(eventually([&] {
            bench.now_ms += 1000;
            return bench.lines(operation).back() == "delivery:waiting";
        }));
        CHECK(bench.go_on(operation, R"("go_on":true)") == "ok");
        REQUIRE(bench.reaches(operation, "done"));
        CHECK(rows(bench, operation) ==
              std::vector<std::string>{"waiting waiting u1 -", "waiting done u1 -", "exchange done - -",
                                       "inspect done - -", "numbers retry - trace-2", "numbers done - -",
                                       "subscribe done - -", "fields done - -", "delivery waiting - -",
                                       "delivery warned u1 -", "delivery warned - -", "contacts done - -",
                                       "history done - -"});
    }
    SECTION("it refuses for good") {
        ConnectBench bench;
        bench.desk().answer("exchange", {rooms::desk_refuses(100, 36007)});
        const std::string operation = bench.begin();
        CHECK(bench.code(operation) == "ok");
        REQUIRE(bench.becomes(operation, "failed"));
        CHECK(rows(bench, operation).back() == "exchange failed - trace-100");
    }
    SECTION("another admin calls it off") {
        ConnectBench bench;
        const std::string operation = bench.begin();
        CHECK(bench.go_on(operation, R"("cancel":true)", R"({"id":"u9","roles":["admin"],"tenants":["hotel-1"]})") ==
              "ok");
        CHECK(rows(bench, operation).back() == "waiting failed u9 -");
    }
}

TEST_CASE("a code is exchanged with the address that it came by", "[onboarding]") {
    SECTION("the popup's: with none") {
        ConnectPlay bench;
        bench.play("begin code");
        CHECK(bench.desk().last_redirect_uri() == "none");
    }
    SECTION("the popup's, where the configuration says so: with an empty one") {
        ConnectPlay bench;
        bench.configured().apps.front().signup->sdk_redirect_empty = true;
        bench.play("begin code");
        CHECK(bench.desk().count("exchange") == 1);
        CHECK(bench.desk().last_redirect_uri().empty());
    }
    SECTION("the dialog's: with our own, whatever the configuration says of the popup") {
        ConnectPlay bench;
        bench.configured().apps.front().signup->sdk_redirect_empty = true;
        bench.play("begin callback");
        CHECK(bench.desk().last_redirect_uri() == bench.settings().public_url + "/connect/callback");
    }
}

TEST_CASE("a subscription whose answer got lost is asked for again", "[onboarding]") {
    ConnectPlay bench;
    bench.play("begin lost:subscribe code 1min added");
    CHECK(bench.end() == "connected");
    CHECK(bench.calls_made() == "exchange inspect numbers subscribe subscribe fields contacts history");
}

TEST_CASE("why a number cannot be connected is said in approved words", "[onboarding]") {
    const CoexChannel channel(nullptr, nullptr);
    NumberNode number;
    number.is_on_biz_app = false;
    std::string text = words("", channel.refuses(number).value());
    number.is_on_biz_app = true;
    number.platform_type = "ON_PREMISE";
    text += words("", channel.refuses(number).value());
    number.platform_type = "CLOUD_API";
    CHECK_FALSE(channel.refuses(number));

    const auto held_by = [](const char* tenant, Provider provider) {
        ConnectBench bench;
        AccountRow held = rooms::fixture_account();
        held.tenant = TenantId(tenant);
        held.provider = provider;
        bench.attach(held);
        auto reader = bench.readers().take();
        return number_taken(*reader, TenantId("hotel-1"), Provider::coex, rooms::fixture_digits);
    };
    CHECK_FALSE(held_by("hotel-1", Provider::coex));
    text += words(", by another tenant", held_by("hotel-2", Provider::coex).value());
    text += words(", here as another kind", held_by("hotel-1", Provider::meta).value());
    approval::check_file(approval::folder().parent_path() / "onboarding" / "approved" / "numbers.txt", text);
}
