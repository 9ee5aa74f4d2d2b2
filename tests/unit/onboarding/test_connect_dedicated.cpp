#include <cstdlib>

#include "catch.hpp"
#include "onboarding/connect_bench.hpp"
#include "onboarding/session_event.hpp"

using namespace coexist;

namespace {

constexpr const char* pin_variable = "COEXIST_TEST_REGISTRATION_PIN";

/// A number that is in no app, and a configuration that may register it.
class DedicatedBench : public rooms::ConnectBench {
  public:
    explicit DedicatedBench(const char* pin = "135790") {
        ::setenv(pin_variable, pin, 1);
        for (App& app : configured().apps) {
            if (app.signup) app.signup->dedicated = DedicatedSignup{{SecretRef::Source::env, pin_variable}, "{}"};
        }
        for (auto& [waba, numbers] : desk().numbers_of) {
            for (OfferedNumber& number : numbers) {
                number.node.is_on_biz_app = false;
                number.node.platform_type = "NOT_APPLICABLE";
            }
        }
    }
    ~DedicatedBench() { ::unsetenv(pin_variable); }

    std::string begin_dedicated() {
        start_outbox();
        const auto answer = invoke(Provider::meta, {}, "connect", R"({"tenant":"hotel-1"})");
        if (!answer) FAIL(answer.problem().code);
        return rooms::id_of(answer);
    }
};

}  // namespace

TEST_CASE("a dedicated number is connected: registered, and nothing is asked of a phone", "[onboarding][dedicated]") {
    DedicatedBench bench;
    const std::string operation = bench.begin_dedicated();
    CHECK(bench.code(operation) == "ok");
    REQUIRE(bench.reaches(operation, "delivery"));
    bench.delivery_arrives();
    REQUIRE(bench.reaches(operation, "done"));
    const std::string account = bench.attempt(operation).account_id.value;
    CHECK(bench.state_of(account) == "connected");
    CHECK(bench.row(account).provider == Provider::meta);
    CHECK(bench.desk().calls() ==
          std::vector<std::string>{"exchange", "inspect", "numbers", "subscribe", "register", "fields"});
    CHECK(bench.desk().last_pin == "135790");
    CHECK(bench.scalar("SELECT count(*) FROM history_import") == 0);
    const std::string shown = boost::json::serialize(bench.operation(operation));
    CHECK(shown.find("135790") == std::string::npos);
    CHECK(shown.find("sync_deadline") == std::string::npos);
}

TEST_CASE("a dedicated number needs the fields of the phone's events least", "[onboarding][dedicated]") {
    DedicatedBench bench;
    bench.desk().fields = {"messages", "account_update"};
    const std::string operation = bench.begin_dedicated();
    CHECK(bench.code(operation) == "ok");
    CHECK(bench.reaches(operation, "delivery"));
}

// The worst that could happen: the number leaves its owner's phone.
TEST_CASE("a number of a phone is never registered, whenever that is seen", "[onboarding][dedicated]") {
    SECTION("in the list") {
        DedicatedBench bench;
        for (auto& [waba, numbers] : bench.desk().numbers_of) numbers.front().node.is_on_biz_app = true;
        const std::string operation = bench.begin_dedicated();
        CHECK(bench.code(operation) == "ok");
        REQUIRE(bench.becomes(operation, "failed"));
        CHECK(bench.problem_of(operation) == "number_in_app");
        CHECK(bench.desk().count("subscribe") == 0);
    }
    SECTION("in the last look") {
        DedicatedBench bench;
        bench.desk().found = RegisterOutcome::Found::on_phone;
        const std::string operation = bench.begin_dedicated();
        CHECK(bench.code(operation) == "ok");
        REQUIRE(bench.becomes(operation, "failed"));
        CHECK(bench.problem_of(operation) == "number_in_app");
        CHECK(bench.desk().count("register") == 0);
    }
    SECTION("nobody says it") {
        DedicatedBench bench;
        bench.desk().found = RegisterOutcome::Found::not_told;
        const std::string operation = bench.begin_dedicated();
        CHECK(bench.code(operation) == "ok");
        REQUIRE(bench.becomes(operation, "failed"));
        CHECK(bench.problem_of(operation) == "number_mode_unknown");
        CHECK(bench.desk().count("register") == 0);
    }
}

TEST_CASE("a number that is on the platform already is not registered again", "[onboarding][dedicated]") {
    DedicatedBench bench;
    bench.desk().found = RegisterOutcome::Found::registered_before;
    const std::string operation = bench.begin_dedicated();
    CHECK(bench.code(operation) == "ok");
    REQUIRE(bench.reaches(operation, "delivery"));
    CHECK(bench.desk().count("register") == 0);
}

TEST_CASE("a registration that stumbles is asked again, a refused PIN is told as that", "[onboarding][dedicated]") {
    SECTION("stumbles") {
        DedicatedBench bench;
        bench.desk().answer("register", {rooms::desk_stumbles(), rooms::desk_silent()});
        const std::string operation = bench.begin_dedicated();
        CHECK(bench.code(operation) == "ok");
        REQUIRE(bench.reaches(operation, "register"));
        for (int minute = 0; minute < 10 && bench.stage_of(operation) == "register"; ++minute) {
            bench.now_ms += 60'000;
            bench.reaches(operation, "delivery");
        }
        CHECK(bench.stage_of(operation) == "delivery");
        CHECK(bench.desk().count("register") == 3);
    }
    for (const int code : {133005, 133008, 133009}) {
        DedicatedBench bench;
        bench.desk().answer("register", {rooms::desk_refuses(code)});
        const std::string operation = bench.begin_dedicated();
        CHECK(bench.code(operation) == "ok");
        REQUIRE(bench.becomes(operation, "failed"));
        CHECK(bench.problem_of(operation) == "registration_pin_refused");
    }
}

TEST_CASE("without a PIN of six digits nothing is registered", "[onboarding][dedicated]") {
    for (const char* pin : {"12345", "1234567", "12345a"}) {
        DedicatedBench bench(pin);
        const std::string operation = bench.begin_dedicated();
        CHECK(bench.code(operation) == "ok");
        REQUIRE(bench.becomes(operation, "failed"));
        CHECK(bench.problem_of(operation) == "registration_pin_missing");
        CHECK(bench.desk().count("register") == 0);
    }
    DedicatedBench without;
    for (App& app : without.configured().apps) {
        if (app.signup) app.signup->dedicated.reset();
    }
    CHECK(without.outcome(Provider::meta, {}, "connect", R"({"tenant":"hotel-1"})") == "dedicated_not_configured");
}

TEST_CASE("the dialog's end is judged by what was meant to be connected", "[onboarding][dedicated]") {
    const auto verdict = [](const char* event) {
        return verdict_on_session_event(std::string(R"({"type":"WA_EMBEDDED_SIGNUP","event":")") + event + "\"}",
                                        Provider::meta);
    };
    CHECK(verdict("FINISH").kind == SessionVerdict::Kind::finished);
    CHECK(verdict("FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING").code == "dialog_coexistence_number");
    CHECK(verdict("FINISH_ONLY_WABA").kind == SessionVerdict::Kind::wrong_path);
    CHECK(verdict("CANCEL").next.find("Business app") == std::string::npos);
}
