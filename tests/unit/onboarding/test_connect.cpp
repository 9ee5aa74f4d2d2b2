#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

#include "catch.hpp"
#include "onboarding/connect_bench.hpp"
#include "store/another_process.hpp"

using namespace coexist;
using rooms::ConnectBench;
using rooms::eventually;

TEST_CASE("a number is connected: code, checks, subscription, delivery, contacts, history", "[onboarding]") {
    ConnectBench bench;
    const std::string operation = bench.begin();
    REQUIRE(bench.stage_of(operation) == "waiting");
    CHECK(bench.code(operation) == "ok");
    REQUIRE(bench.reaches(operation, "delivery"));
    REQUIRE(eventually([&] { return bench.lines(operation).back() == "delivery:waiting"; }));
    const std::string account = bench.attempt(operation).account_id.value;
    CHECK(bench.state_of(account) == "onboarding");
    CHECK(bench.desk().count("contacts") == 0);  // nothing is asked for before a delivery was seen
    bench.delivery_arrives();
    REQUIRE(bench.reaches(operation, "done"));
    CHECK(bench.state_of(account) == "connected");
    CHECK(bench.becomes(operation, "succeeded"));
    CHECK(bench.desk().calls() ==
          std::vector<std::string>{"exchange", "inspect", "numbers", "subscribe", "fields", "contacts", "history"});
    CHECK(bench.desk().faults().empty());
    CHECK(bench.attempt(operation).contacts == "accepted");
    CHECK(bench.attempt(operation).history == "accepted");
    CHECK(bench.attempt(operation).token_sealed.empty());
    CHECK(bench.row(account).generation == 1);
    CHECK(bench.lines(operation) == std::vector<std::string>{"waiting:waiting", "waiting:done", "exchange:done",
                                                             "inspect:done", "numbers:done", "subscribe:done",
                                                             "fields:done", "delivery:waiting", "delivery:done",
                                                             "contacts:done", "history:done"});
}

TEST_CASE("neither code nor token is ever shown", "[onboarding]") {
    ConnectBench bench;
    const std::string operation = bench.begin();
    CHECK(bench.code(operation, "AQvery-secret-code") == "ok");
    REQUIRE(bench.reaches(operation, "delivery"));
    bench.delivery_arrives();
    REQUIRE(bench.reaches(operation, "done"));
    const std::string shown = boost::json::serialize(bench.operation(operation));
    CHECK(shown.find("AQvery-secret-code") == std::string::npos);
    CHECK(shown.find("EAAG") == std::string::npos);
    CHECK(shown.find("v1.") == std::string::npos);
    CHECK(bench.scalar("SELECT COUNT(*) FROM connect_attempt WHERE value LIKE '%AQvery%' OR value LIKE '%EAAG%'") == 0);
}

TEST_CASE("an error of the dialog keeps the platform's number for its support", "[onboarding]") {
    ConnectBench bench;
    const std::string operation = bench.begin();
    const auto told = [&](const std::string& event, const std::string& data) {
        return bench.go_on(operation,
                           R"("event":{"type":"WA_EMBEDDED_SIGNUP","event":")" + event + R"(","data":)" + data + "}");
    };
    CHECK(told("CANCEL", R"({"error_message":"x","error_code":"4711","session_id":"f3bc09"})") == "ok");
    CHECK(told("CANCEL", R"({"error_message":"x","error_code":"4712","session_id":"f3bc09"})") == "ok");
    CHECK(told("CANCEL", R"({"current_step":"PERMISSIONS"})") == "ok");
    const boost::json::object result = bench.operation(operation).at("result").as_object();
    const boost::json::array& steps = result.at("steps").as_array();
    REQUIRE(steps.size() == 4);
    for (std::size_t at : {1U, 2U}) {
        const boost::json::object& line = steps[at].as_object();
        CHECK(line.at("state") == "warned");
        CHECK(line.at("code") == "dialog_error");
        CHECK(line.at("platform") == (at == 1 ? "4711" : "4712"));
        CHECK(line.at("trace_id") == "f3bc09");
    }
    CHECK(steps[3].as_object().at("code") == "dialog_left_at_permissions");
    CHECK_FALSE(steps[3].as_object().contains("platform"));
    CHECK(bench.stage_of(operation) == "waiting");
}

TEST_CASE("where people stop is counted, by our step and the dialog's", "[onboarding]") {
    ConnectBench bench;
    const std::string left = bench.begin();
    CHECK(bench.go_on(left, R"("event":{"type":"WA_EMBEDDED_SIGNUP","event":"CANCEL","data":{)"
                            R"("current_step":"PHONE_NUMBER_VERIFICATION"}})") == "ok");
    CHECK(bench.figures().connects.ends().empty());
    CHECK(bench.go_on(left, R"("cancel":true)") == "ok");
    bench.desk().answer("exchange", {rooms::desk_refuses(100, 36007)});
    const std::string refused = bench.begin();
    CHECK(bench.code(refused) == "ok");
    REQUIRE(bench.becomes(refused, "failed"));
    const std::string good = bench.begin();
    CHECK(bench.code(good, "AQcode2") == "ok");
    REQUIRE(bench.reaches(good, "delivery"));
    bench.delivery_arrives();
    REQUIRE(bench.reaches(good, "done"));
    const auto ends = bench.figures().connects.ends();
    REQUIRE(ends.size() == 3);
    CHECK(ends.at({"waiting", "connect_called_off", "dialog_left_at_pairing"}) == 1);
    CHECK(ends.at({"exchange", "connect_code_expired", ""}) == 1);
    CHECK(std::any_of(ends.begin(), ends.end(), [](const auto& end) { return end.first.code.empty(); }));
}

TEST_CASE("what the platform says of a code ends the attempt with its own reason", "[onboarding]") {
    struct Row {
        CallOutcome said;
        const char* code;
    };
    const Row rows[] = {
        {rooms::desk_refuses(100, 36007), "connect_code_expired"},
        {rooms::desk_refuses(100, 36008), "connect_redirect_mismatch"},
        {rooms::desk_refuses(100, 36009), "connect_code_used"},
        {rooms::desk_refuses(101), "connect_app_refused"},
        {rooms::desk_refuses(1), "connect_app_refused"},
        {rooms::desk_refuses(100), "connect_code_refused"},
        {rooms::desk_silent(), "connect_exchange_lost"},
    };
    for (const Row& row : rows) {
        ConnectBench bench;
        bench.desk().answer("exchange", {row.said});
        const std::string operation = bench.begin();
        CHECK(bench.code(operation) == "ok");
        INFO(row.code);
        REQUIRE(bench.becomes(operation, "failed"));
        CHECK(bench.problem_of(operation) == row.code);
        CHECK(bench.desk().count("exchange") == 1);
        CHECK(bench.scalar("SELECT COUNT(*) FROM account") == 0);
        CHECK(bench.scalar("SELECT COUNT(*) FROM errand") == 0);
    }
}

TEST_CASE("what a token turns out to be can end the attempt", "[onboarding]") {
    struct Row {
        std::function<void(rooms::ScriptedDesk&)> world;
        const char* code;
    };
    const Row rows[] = {
        {[](auto& desk) { desk.grant.valid = false; }, "connect_token_invalid"},
        {[](auto& desk) { desk.grant.app_id = "1"; }, "connect_token_foreign"},
        {[](auto& desk) { desk.grant.scopes = {"whatsapp_business_management"}; }, "connect_permission_missing"},
        {[](auto& desk) { desk.numbers_of["210987654321001"][0].node.is_on_biz_app = false; }, "number_not_in_app"},
        {[](auto& desk) { desk.numbers_of["210987654321001"][0].node.is_on_biz_app.reset(); }, "number_mode_unknown"},
        {[](auto& desk) { desk.numbers_of["210987654321001"][0].node.platform_type = "ON_PREMISE"; },
         "number_not_on_cloud_api"},
        {[](auto& desk) { desk.answer("inspect", {rooms::desk_refuses(190, 0, Cure::reconnect)}); }, "platform_190"},
        {[](auto& desk) { desk.answer("numbers", {rooms::desk_refuses(10, 0, Cure::reconnect)}); }, "platform_10"},
        {[](auto& desk) { desk.answer("subscribe", {rooms::desk_refuses(200)}); }, "platform_200"},
    };
    for (const Row& row : rows) {
        ConnectBench bench;
        row.world(bench.desk());
        const std::string operation = bench.begin();
        CHECK(bench.code(operation) == "ok");
        INFO(row.code);
        REQUIRE(bench.becomes(operation, "failed"));
        CHECK(bench.problem_of(operation) == row.code);
        CHECK(bench.scalar("SELECT COUNT(*) FROM account WHERE asked <> 'failed'") == 0);
        CHECK(bench.desk().count("contacts") == 0);
    }
}

TEST_CASE("ids of the browser are believed only where the platform confirms them", "[onboarding]") {
    const std::string event =
        R"("event":{"type":"WA_EMBEDDED_SIGNUP","event":"FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING","data":{"waba_id":")";
    SECTION("another account than the token's is refused") {
        ConnectBench bench;
        const std::string operation = bench.begin();
        CHECK(bench.go_on(operation, event + R"(666"}})") == "ok");
        CHECK(bench.code(operation) == "ok");
        REQUIRE(bench.becomes(operation, "failed"));
        CHECK(bench.problem_of(operation) == "connect_ids_not_confirmed");
    }
    SECTION("where the token names none, reading the account with it confirms it") {
        ConnectBench bench;
        bench.desk().grant.wabas.clear();
        const std::string operation = bench.begin();
        CHECK(bench.go_on(operation, event + R"(210987654321001"}})") == "ok");
        CHECK(bench.code(operation) == "ok");
        CHECK(bench.reaches(operation, "delivery"));
    }
}

TEST_CASE("several numbers: the fresh one is meant, else a person chooses", "[onboarding]") {
    ConnectBench bench;
    auto& numbers = bench.desk().numbers_of["210987654321001"];
    const std::int64_t long_ago = rooms::fixture_time - 90LL * 86'400;
    SECTION("one was connected just now") {
        numbers.push_back(rooms::offered("310987654321999", "210987654321001", "905320000000", long_ago));
        const std::string operation = bench.begin();
        CHECK(bench.code(operation) == "ok");
        REQUIRE(bench.reaches(operation, "delivery"));
        CHECK(bench.attempt(operation).phone_number_id.value == rooms::fixture_number);
    }
    SECTION("none was") {
        numbers[0].last_onboarded_at = long_ago;
        numbers.push_back(rooms::offered("310987654321999", "210987654321001", "905320000000", long_ago));
        const std::string operation = bench.begin();
        CHECK(bench.code(operation) == "ok");
        REQUIRE(bench.reaches(operation, "choose"));
        CHECK(bench.operation(operation).at("result").as_object().at("candidates").as_array().size() == 2);
        CHECK(bench.go_on(operation, R"("phone_number_id":"99999")") == "number_not_offered");
        CHECK(bench.go_on(operation, R"("go_on":true)") == "connect_not_waiting");
        CHECK(bench.go_on(operation, R"("phone_number_id":"310987654321999")") == "ok");
        REQUIRE(bench.reaches(operation, "delivery"));
        CHECK(bench.attempt(operation).phone_number_id.value == "310987654321999");
    }
}

TEST_CASE("a stumbling platform is asked again, with patience", "[onboarding]") {
    for (const std::string call : {"inspect", "numbers", "subscribe", "fields", "contacts", "history"}) {
        for (const CallOutcome& said : {rooms::desk_stumbles(), rooms::desk_unreached()}) {
            ConnectBench bench;
            bench.desk().answer(call, {said});
            const std::string operation = bench.begin();
            CHECK(bench.code(operation) == "ok");
            INFO(call);
            CHECK(eventually([&] {
                bench.now_ms += 1000;
                if (bench.stage_of(operation) == "delivery") bench.delivery_arrives();
                return bench.stage_of(operation) == "done";
            }));
            CHECK(bench.desk().count(call) == 2);
            CHECK(bench.desk().faults().empty());
        }
    }
}

TEST_CASE("rule B: a lost answer about contacts or history is never repeated blindly", "[onboarding][pains]") {
    for (const std::string call : {"contacts", "history"}) {
        ConnectBench bench;
        bench.desk().answer(call, {rooms::desk_silent(), rooms::desk_refuses(2593107)});
        const std::string operation = bench.begin();
        CHECK(bench.code(operation) == "ok");
        REQUIRE(bench.reaches(operation, "delivery"));
        bench.delivery_arrives();
        INFO(call);
        REQUIRE(bench.reaches(operation, "settle"));
        CHECK(bench.desk().count(call) == 1);
        const std::string account = bench.attempt(operation).account_id.value;
        CHECK(bench.state_of(account) == "syncing");  // staff can work meanwhile
        bench.now_ms += 17LL * 3'600'000;
        bench.settle();
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        REQUIRE(bench.desk().count(call) == 1);
        SECTION(call + ": one repeat with six hours left, and 2593107 says that the first arrived") {
            bench.now_ms += 2LL * 3'600'000;
            REQUIRE(bench.reaches(operation, "done"));
            CHECK(bench.desk().count(call) == 2);
            CHECK(bench.state_of(account) == "connected");
        }
        SECTION(call + ": what arrives settles it without a repeat") {
            bench.deliver(
                rooms::delivery(call == "contacts" ? "state_sync_initial_batch" : "history_phase0_chunk1_two_threads"));
            REQUIRE(bench.reaches(operation, "done"));
            CHECK(bench.desk().count(call) == 1);
        }
    }
}

TEST_CASE("rule B: outside the 24 hours the import is missed and the number works", "[onboarding][pains]") {
    ConnectBench bench;
    bench.desk().answer("contacts", {rooms::desk_refuses(2593108)});
    bench.desk().answer("history", {rooms::desk_refuses(2593108)});
    const std::string operation = bench.begin();
    CHECK(bench.code(operation) == "ok");
    REQUIRE(bench.reaches(operation, "delivery"));
    bench.delivery_arrives();
    REQUIRE(bench.reaches(operation, "done"));
    CHECK(bench.attempt(operation).history == "missed");
    CHECK(bench.state_of(bench.attempt(operation).account_id.value) == "connected");
}

TEST_CASE("rule B: a missing webhook field holds the import back until it is there, or an admin goes on",
          "[onboarding][pains]") {
    ConnectBench bench;
    auto& fields = bench.desk().fields;
    fields.erase(std::find(fields.begin(), fields.end(), "history"));
    const std::string operation = bench.begin();
    CHECK(bench.code(operation) == "ok");
    REQUIRE(eventually([&] { return bench.lines(operation).back() == "fields:warned:fields_missing"; }));
    CHECK(bench.stage_of(operation) == "fields");
    SECTION("it is added") {
        bench.desk().fields.emplace_back("history");
        bench.now_ms += 61'000;
        CHECK(bench.reaches(operation, "delivery"));
    }
    SECTION("an admin goes on") {
        CHECK(bench.go_on(operation, R"("go_on":true)", rooms::staff_of_hotel_1) == "role_missing");
        CHECK(bench.go_on(operation, R"("go_on":true)") == "ok");
        CHECK(bench.reaches(operation, "delivery"));
    }
}

TEST_CASE("rule B: without a delivery people are told after ten minutes, with the self-test's word",
          "[onboarding][pains]") {
    ConnectBench bench;
    ::setenv("BENCH_VERIFY_TOKEN", "a-word", 1);
    const std::string operation = bench.begin();
    CHECK(bench.code(operation) == "ok");
    REQUIRE(eventually([&] { return bench.lines(operation).back() == "delivery:waiting"; }));
    bench.now_ms += 11 * 60'000;
    REQUIRE(eventually([&] { return bench.lines(operation).back() == "delivery:warned:delivery_not_seen"; }));
    CHECK(bench.desk().count("handshake") == 1);
    CHECK(bench.go_on(operation, R"("go_on":true)") == "ok");
    CHECK(bench.reaches(operation, "done"));
}

TEST_CASE("what arrived before the record is applied after it, and counts as the delivery", "[onboarding]") {
    ConnectBench bench;
    const std::string operation = bench.begin();
    bench.deliver(rooms::delivery("account_update_partner_added"));
    bench.delivery_arrives();
    CHECK(bench.scalar("SELECT COUNT(*) FROM message") == 0);
    CHECK(bench.code(operation) == "ok");
    REQUIRE(bench.reaches(operation, "done"));
    CHECK(bench.scalar("SELECT COUNT(*) FROM message") == 1);
}

TEST_CASE("a number that another tenant holds is refused, and nothing is left", "[onboarding]") {
    ConnectBench bench;
    AccountRow other = rooms::fixture_account();
    other.tenant = TenantId("hotel-2");
    other.account_id = AccountId("acc_other");
    bench.attach(other);
    const std::string operation = bench.begin();
    CHECK(bench.code(operation) == "ok");
    REQUIRE(bench.becomes(operation, "failed"));
    CHECK(bench.problem_of(operation) == "number_taken");
    CHECK(bench.scalar("SELECT COUNT(*) FROM account") == 1);
    CHECK(bench.desk().count("subscribe") == 0);
}

TEST_CASE("a known number that is connected anew keeps its conversations", "[onboarding]") {
    ConnectBench bench;
    bench.attach(rooms::fixture_account());
    bench.delivery_arrives();
    const std::int64_t conversations = bench.scalar("SELECT COUNT(*) FROM conversation");
    REQUIRE(conversations > 0);
    const std::int64_t generation = bench.row(rooms::fixture_account().account_id.value).generation;
    const std::string operation = bench.begin();
    CHECK(bench.code(operation) == "ok");
    REQUIRE(bench.reaches(operation, "delivery"));
    bench.deliver(rooms::delivery("account_update_partner_added"));
    REQUIRE(bench.reaches(operation, "done"));
    CHECK(bench.scalar("SELECT COUNT(*) FROM conversation") == conversations);
    CHECK(bench.row(rooms::fixture_account().account_id.value).generation == generation + 1);
}
