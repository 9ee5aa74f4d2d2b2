// Whether numbers can be connected over an app, before anybody tries.
#include <boost/json.hpp>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <vector>

#include "catch.hpp"
#include "channels/cloud/self_test.hpp"
#include "onboarding/connect_bench.hpp"
#include "onboarding/scripted_desk.hpp"
#include "onboarding/setup_check.hpp"
#include "onboarding/step.hpp"
#include "store/another_process.hpp"
#include "store/progress.hpp"

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
        desk().brings_test = [this](const std::string& word) { journalled(cloud::self_test_body(word)); };
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
    static std::string fault(const json::object& result, const std::string& id) {
        for (const json::value& check : result.at("checks").as_array()) {
            if (check.at("id").as_string() == id) return text_in(check.as_object(), "code");
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
    for (const char* id : {"road", "redirect_uri", "app_live", "permissions", "own_portfolio"}) {
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
    // Our own test has arrived by then: it is none of Meta's.
    CHECK(SetupBench::state(bench.looked(), "delivery") == "doubt");
    const std::string operation = bench.begin();
    CHECK(bench.code(operation) == "ok");
    REQUIRE(bench.reaches(operation, "delivery"));
    bench.delivery_arrives();
    REQUIRE(bench.reaches(operation, "done"));
    CHECK(SetupBench::state(bench.looked(), "delivery") == "good");
}

TEST_CASE("a test of our own proves the way from the public address into the journal, and leaves nothing",
          "[onboarding]") {
    SetupBench bench;
    CHECK(SetupBench::state(bench.looked(), "self_test") == "good");
    auto reader = bench.readers().take();
    CHECK(unknown_kinds(*reader).empty());
    CHECK(parked_before(*reader, std::numeric_limits<std::int64_t>::max()).empty());
    CHECK(all_accounts(*reader).empty());
}

TEST_CASE("a test of our own that our program refuses is a must, one that cannot be sent a doubt", "[onboarding]") {
    SetupBench bench;
    struct Row {
        CallOutcome outcome;
        const char* refuses_with;
        const char* state;
        const char* code;
    };
    const Row rows[] = {{desk_refuses(0), "signature_wrong", "missing", "signature"},
                        {desk_refuses(0), "road_unknown", "missing", "place"},
                        {desk_refuses(0), "", "doubt", "refused"},
                        {desk_unreached(), "", "doubt", "unreached"},
                        {desk_silent(), "", "doubt", "unreached"}};
    for (const Row& row : rows) {
        CAPTURE(row.state, row.code);
        bench.desk().refuses_with = row.refuses_with;
        bench.desk().answer("test", {row.outcome});
        const json::object result = bench.looked();
        CHECK(SetupBench::state(result, "self_test") == row.state);
        CHECK(result.at("ready").as_bool() == (std::string(row.state) == "doubt"));
        CHECK(SetupBench::fault(result, "self_test") == row.code);
    }
}

TEST_CASE("a test of our own that was answered and does not arrive was taken by somebody else", "[onboarding]") {
    SelfTest test{"https://crm.example/wa/webhooks/main", {}};
    test.sent.kind = CallOutcome::Kind::accepted;
    const SetupCheck lost = check_of_self_test(test);
    CHECK(lost.state == State::missing);
    CHECK(lost.code == "lost");
    test.arrived = true;
    CHECK(check_of_self_test(test).state == State::good);

    // It is waited for: a busy program needs its time.
    SetupBench bench;
    std::string late;
    bench.desk().brings_test = [&late](const std::string& word) { late = word; };
    const auto answer = bench.invoke(Provider::coex, {}, "check_setup", connect_input);
    REQUIRE(answer.ok());
    REQUIRE(eventually([&] { return bench.desk().count("test") == 1; }));
    bench.settle();
    const std::string id = id_of(answer);
    REQUIRE(text_in(bench.operation(id), "state") == "pending");
    bench.deliver(cloud::self_test_body(late));
    bench.now_ms += 1000;
    REQUIRE(bench.becomes(id, "succeeded"));
    CHECK(SetupBench::state(bench.operation(id).at("result").as_object(), "self_test") == "good");
}

TEST_CASE("two admins who look at once both see their own test", "[onboarding]") {
    SetupBench bench;
    std::vector<std::string> words;
    std::mutex guard;
    bench.desk().brings_test = [&](const std::string& word) {
        const std::lock_guard lock(guard);
        words.push_back(word);
        if (words.size() < 2) return;
        for (const std::string& one : words) bench.journalled(cloud::self_test_body(one));
    };
    const auto first = bench.invoke(Provider::coex, {}, "check_setup", connect_input);
    const auto second = bench.invoke(Provider::coex, {}, "check_setup", connect_input);
    REQUIRE(eventually([&] { return bench.desk().count("test") == 2; }));
    bench.settle();
    bench.now_ms += 1000;
    for (const auto* answer : {&first, &second}) {
        REQUIRE(bench.becomes(id_of(*answer), "succeeded"));
        CHECK(SetupBench::state(bench.operation(id_of(*answer)).at("result").as_object(), "self_test") == "good");
    }
}

TEST_CASE("a delivery of long ago says little of today", "[onboarding]") {
    constexpr std::int64_t now = 1'795'000'000'000;
    constexpr std::int64_t day = 24LL * 60 * 60 * 1000;
    CHECK(check_of_delivery(now - 6 * day, now).state == State::good);
    CHECK(check_of_delivery(now - 8 * day, now).state == State::doubt);
    CHECK(check_of_delivery(now - 8 * day, now).code.empty());
    CHECK(check_of_delivery(0, now).code == "never");
}

TEST_CASE("only admins of the hotel have the setup checked", "[onboarding]") {
    SetupBench bench;
    CHECK(bench.outcome(Provider::coex, {}, "check_setup", connect_input, staff_of_hotel_1) == "role_missing");
    CHECK(bench.outcome(Provider::coex, {}, "check_setup", connect_input, admin_of_hotel_2) == "tenant_not_found");
}
