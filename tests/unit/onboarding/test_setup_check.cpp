// Whether numbers can be connected over an app, before anybody tries.
#include <boost/json.hpp>
#include <cstdlib>

#include "catch.hpp"
#include "onboarding/connect_bench.hpp"
#include "onboarding/scripted_desk.hpp"
#include "onboarding/setup_check.hpp"

using namespace coexist;
using namespace rooms;
namespace json = boost::json;

namespace {

using State = SetupCheck::State;

State state_in(const std::vector<SetupCheck>& checks, const std::string& id) {
    for (const SetupCheck& check : checks) {
        if (check.id == id) return check.state;
    }
    FAIL("there is no check " << id);
    return State::ask;
}

class SetupBench : public ConnectBench {
  public:
    SetupBench() {
        ::setenv(settings().apps.front().verify_token.name.c_str(), "a word", 1);
        start_outbox();
    }
    json::object looked() {
        const auto answer = invoke(Provider::coex, {}, "check_setup", R"({"tenant":"hotel-1"})");
        if (!answer) FAIL(answer.problem().code);
        const std::string id = id_of(answer);
        REQUIRE(becomes(id, "succeeded"));
        return operation(id).at("result").as_object();
    }
    static std::string state(const json::object& result, const std::string& id) {
        for (const json::value& check : result.at("checks").as_array()) {
            if (check.at("id").as_string() == id) return std::string(check.at("state").as_string());
        }
        return "absent";
    }
};

constexpr const char* connect_input = R"({"tenant":"hotel-1"})";

}  // namespace

TEST_CASE("the configuration alone tells what Meta would never accept", "[onboarding]") {
    Settings settings;
    settings.public_url = "http://crm.example/wa";
    App app;
    app.name = "main";
    app.signup = Signup{};
    const auto bad = checks_of_configuration(settings, app, Provider::coex);
    CHECK(state_in(bad, "public_url") == State::missing);
    CHECK(state_in(bad, "config_id") == State::missing);
    CHECK(state_in(bad, "feature_type") == State::missing);
    settings.public_url = "https://crm.example/wa";
    app.signup->config_id = "987";
    app.signup->extras = R"({"featureType":"whatsapp_business_app_onboarding","version":"v4"})";
    const auto good = checks_of_configuration(settings, app, Provider::coex);
    CHECK(state_in(good, "public_url") == State::good);
    CHECK(state_in(good, "config_id") == State::good);
    CHECK(state_in(good, "feature_type") == State::good);
    for (const SetupCheck& check : good) {
        if (check.id == "redirect_uri") CHECK(check.value == "https://crm.example/wa/connect/callback");
    }
    for (const char* id : {"redirect_uri", "app_live", "permissions", "own_portfolio"}) {
        CHECK(state_in(good, id) == State::ask);
    }
}

TEST_CASE("a number of a phone needs the fields that tell of the phone", "[onboarding]") {
    CHECK(fields_needed_by(Provider::meta) == std::vector<std::string>{"messages", "account_update"});
    CHECK(fields_needed_by(Provider::coex).size() == 5);
}

TEST_CASE("connecting is off with the reason while a must is missing, and on again when it is mended", "[onboarding]") {
    SetupBench bench;
    CHECK(SetupBench::state(bench.looked(), "fields") == "good");
    bench.desk().fields = {"messages", "account_update"};
    const json::object bad = bench.looked();
    CHECK_FALSE(bad.at("ready").as_bool());
    CHECK(SetupBench::state(bad, "fields") == "missing");
    CHECK(bench.outcome(Provider::coex, {}, "connect", connect_input) == "setup_incomplete");
    bench.desk().fields = fields_needed_by(Provider::coex);
    CHECK(bench.looked().at("ready").as_bool());
    CHECK(bench.outcome(Provider::coex, {}, "connect", connect_input) == "pending");
}

TEST_CASE("an app's wrong secret is a must, a platform that cannot be reached is a doubt", "[onboarding]") {
    SetupBench bench;
    bench.desk().answer("fields", {desk_refuses(101)});
    const json::object wrong = bench.looked();
    CHECK(SetupBench::state(wrong, "app_secret") == "missing");
    CHECK(SetupBench::state(wrong, "fields") == "absent");
    bench.desk().answer("fields", {desk_unreached()});
    const json::object unreached = bench.looked();
    CHECK(SetupBench::state(unreached, "app_secret") == "doubt");
    CHECK(unreached.at("ready").as_bool());
}

TEST_CASE("whether a signed delivery really came is told from what came", "[onboarding]") {
    SetupBench bench;
    CHECK(SetupBench::state(bench.looked(), "delivery") == "doubt");
    const std::string operation = bench.begin();
    CHECK(bench.code(operation) == "ok");
    REQUIRE(bench.reaches(operation, "delivery"));
    bench.delivery_arrives();
    REQUIRE(bench.reaches(operation, "done"));
    CHECK(SetupBench::state(bench.looked(), "delivery") == "good");
}

TEST_CASE("only admins of the hotel have the setup checked", "[onboarding]") {
    SetupBench bench;
    CHECK(bench.outcome(Provider::coex, {}, "check_setup", connect_input, staff_of_hotel_1) == "role_missing");
    CHECK(bench.outcome(Provider::coex, {}, "check_setup", connect_input, admin_of_hotel_2) == "tenant_not_found");
}
