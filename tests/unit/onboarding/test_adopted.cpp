#include <functional>

#include "catch.hpp"
#include "onboarding/connect_bench.hpp"
#include "store/another_process.hpp"

using namespace coexist;
using rooms::ConnectBench;

namespace {

constexpr std::int64_t day_s = 24LL * 60 * 60;

/// The number as the platform describes it: connected so many seconds ago; a negative age: it does not tell.
void connected_since(ConnectBench& bench, std::int64_t age_s) {
    NumberOutcome number;
    number.kind = CallOutcome::Kind::accepted;
    number.number = {"905321110022", "Hotel Fixture", true, "CLOUD_API", "CONNECTED", "GREEN", 0};
    if (age_s >= 0) number.number.last_onboarded_at = bench.now_ms / 1000 - age_s;
    bench.channel().describe_number(number);
}

boost::json::object adopted(ConnectBench& bench) {
    const auto answer = bench.invoke(Provider::coex, {}, "adopt", rooms::adopt_input);
    REQUIRE(answer.ok());
    REQUIRE(bench.becomes(rooms::id_of(answer), "succeeded"));
    return bench.operation(rooms::id_of(answer)).at("result").as_object();
}

std::string followed_by(const boost::json::object& result) {
    const boost::json::value* id = result.if_contains("contacts_and_history");
    return id == nullptr ? std::string() : std::string(id->as_string());
}

}  // namespace

TEST_CASE("a number adopted within a day of its connection is followed to contacts and history", "[onboarding]") {
    ConnectBench bench;
    bench.start_outbox();
    connected_since(bench, 3600);
    const auto result = adopted(bench);
    const std::string account(result.at("account").as_string());
    CHECK(bench.state_of(account) == "connected");  // staff can work at once
    const std::string follows = followed_by(result);
    REQUIRE(bench.reaches(follows, "delivery"));
    CHECK(bench.desk().count("contacts") == 0);
    bench.delivery_arrives();
    REQUIRE(bench.becomes(follows, "succeeded"));
    CHECK(bench.state_of(account) == "connected");
    CHECK(bench.desk().calls() == std::vector<std::string>{"inspect", "numbers", "fields", "contacts", "history"});
    CHECK(bench.attempt(follows).history == "accepted");
    CHECK(bench.attempt(follows).token_sealed.empty());

    SECTION("adopted again, nothing is asked for twice") {
        const std::string again = followed_by(adopted(bench));
        REQUIRE(bench.reaches(again, "delivery"));
        bench.delivery_arrives();
        REQUIRE(bench.becomes(again, "succeeded"));
        CHECK(bench.desk().count("contacts") == 1);
        CHECK(bench.desk().count("history") == 1);
    }
    SECTION("connected by the dialog while it is followed, it is the dialog's") {
        const std::string again = followed_by(adopted(bench));
        REQUIRE(bench.reaches(again, "delivery"));
        const std::string operation = bench.begin();
        CHECK(bench.code(operation) == "ok");
        CHECK(bench.becomes(again, "failed"));
        CHECK(bench.problem_of(again) == "connect_superseded");
        CHECK(bench.reaches(operation, "delivery"));
    }
    CHECK(bench.desk().faults().empty());
}

TEST_CASE("the end of a number's following changes nothing about the number", "[onboarding]") {
    ConnectBench bench;
    bench.start_outbox();
    connected_since(bench, 3600);
    bench.desk().answer("contacts", {rooms::desk_refuses(190, 0, Cure::reconnect)});
    const auto result = adopted(bench);
    REQUIRE(bench.reaches(followed_by(result), "delivery"));
    bench.delivery_arrives();
    REQUIRE(bench.becomes(followed_by(result), "failed"));
    CHECK(bench.state_of(std::string(result.at("account").as_string())) == "connected");
    CHECK(bench.scalar("SELECT COUNT(*) FROM account WHERE token_sealed = ''") == 0);
}

TEST_CASE("contacts and history of a number that was connected long ago are nobody's to ask for", "[onboarding]") {
    for (const std::int64_t age : {day_s, 90 * day_s, std::int64_t{-1}}) {
        ConnectBench bench;
        bench.start_outbox();
        connected_since(bench, age);
        const auto result = adopted(bench);
        CHECK(followed_by(result).empty());
        CHECK(result.at("steps").as_array().size() == 2);
        CHECK(bench.desk().calls() == std::vector<std::string>{"inspect", "numbers"});
    }
}

namespace {

/// How an adoption over the own app fails, which must leave nothing.
std::string refused_by(const std::function<void(ConnectBench&)>& prepare) {
    ConnectBench bench;
    bench.start_outbox();
    prepare(bench);
    const auto answer = bench.invoke(Provider::coex, {}, "adopt", rooms::adopt_input);
    const std::string code =
        answer.ok() ? (bench.becomes(rooms::id_of(answer), "failed"), bench.problem_of(rooms::id_of(answer)))
                    : answer.problem().code;
    CHECK(bench.scalar("SELECT COUNT(*) FROM account") == 0);
    CHECK(bench.scalar("SELECT COUNT(*) FROM errand") == 0);
    CHECK(bench.channel().subscribes() == 0);
    return code;
}

}  // namespace

TEST_CASE("over an own app Meta confirms token, account and number before anything is kept", "[onboarding]") {
    CHECK(refused_by([](ConnectBench& bench) { bench.desk().grant.valid = false; }) == "adopt_token_invalid");
    CHECK(refused_by([](ConnectBench& bench) { bench.desk().grant.app_id = "999"; }) == "adopt_token_foreign");
    CHECK(refused_by([](ConnectBench& bench) { bench.desk().answer("inspect", {rooms::desk_refuses(100)}); }) ==
          "adopt_token_foreign");
    CHECK(refused_by([](ConnectBench& bench) { bench.desk().grant.scopes.pop_back(); }) == "adopt_permission_missing");
    CHECK(refused_by([](ConnectBench& bench) { bench.desk().grant.wabas = {WabaId("999")}; }) ==
          "adopt_waba_not_confirmed");
    CHECK(refused_by([](ConnectBench& bench) {
              bench.desk().numbers_of.begin()->second.front().id = PhoneNumberId("1");
          }) == "adopt_number_not_confirmed");
    CHECK(refused_by([](ConnectBench& bench) { bench.desk().answer("inspect", {rooms::desk_refuses(190)}); }) ==
          "platform_190");
    SECTION("a token whose accounts Meta does not name is confirmed by reading the account's numbers") {
        CHECK(refused_by([](ConnectBench& bench) {
                  bench.desk().grant.wabas.clear();
                  bench.desk().numbers_of.clear();
              }) == "adopt_waba_not_confirmed");
        ConnectBench bench;
        bench.start_outbox();
        bench.desk().grant.wabas.clear();
        CHECK(adopted(bench).contains("account"));
    }
    SECTION("a phone number that was typed in must be the platform's") {
        std::string input = rooms::adopt_input;
        input.insert(1, R"("phone":"+905321110099",)");
        ConnectBench bench;
        bench.start_outbox();
        const auto wrong = bench.invoke(Provider::coex, {}, "adopt", input);
        CHECK((wrong.ok() ? (bench.becomes(rooms::id_of(wrong), "failed"), bench.problem_of(rooms::id_of(wrong)))
                          : wrong.problem().code) == "adopt_phone_differs");
        CHECK(bench.scalar("SELECT COUNT(*) FROM account") == 0);
    }
}

TEST_CASE("a platform that stumbles over a token's check is asked again", "[onboarding]") {
    ConnectBench bench;
    bench.start_outbox();
    bench.desk().answer("inspect", {rooms::desk_stumbles(), rooms::desk_unreached()});
    bench.desk().answer("numbers", {rooms::desk_silent()});
    const auto asked = bench.invoke(Provider::coex, {}, "adopt", rooms::adopt_input);
    REQUIRE(asked.ok());
    for (int attempt = 1; attempt <= 3; ++attempt) {
        REQUIRE(rooms::eventually([&] { return bench.scalar("SELECT max(attempts) FROM errand") == attempt; }));
        bench.now_ms += 64'000;
        bench.transact([](WriteContext&) {});
    }
    REQUIRE(bench.becomes(rooms::id_of(asked), "succeeded"));
    CHECK(bench.desk().count("inspect") == 4);
    CHECK(bench.desk().count("numbers") == 2);
}

TEST_CASE("over an own app a number is adopted only if Meta says that it is on a phone", "[onboarding]") {
    ConnectBench bench;
    bench.start_outbox();
    NumberOutcome number;
    number.kind = CallOutcome::Kind::accepted;
    number.number = {"905321110022", "Hotel Fixture", std::nullopt, "CLOUD_API", "CONNECTED", "GREEN", 0};
    bench.channel().describe_number(number);
    const auto answer = bench.invoke(Provider::coex, {}, "adopt", rooms::adopt_input);
    const std::string code =
        answer.ok() ? (bench.becomes(rooms::id_of(answer), "failed"), bench.problem_of(rooms::id_of(answer)))
                    : answer.problem().code;
    CHECK(code == "number_mode_unknown");
    CHECK(bench.scalar("SELECT COUNT(*) FROM account") == 0);
    CHECK(bench.channel().subscribes() == 0);
}
