#include <thread>

#include "catch.hpp"
#include "onboarding/connect_bench.hpp"
#include "store/another_process.hpp"

using namespace coexist;
using rooms::ConnectBench;
using rooms::eventually;

TEST_CASE("a code comes with the state of its connection, once, in time, from its person", "[onboarding]") {
    ConnectBench bench;
    const std::string operation = bench.begin();
    const std::string state = bench.state_for(operation);
    const auto code_with = [&](const std::string& other_state, const std::string& actor = rooms::admin_of_hotel_1) {
        return bench.go_on(operation, R"("code":"AQ1","state":")" + other_state + "\"", actor);
    };
    std::string altered = state;
    altered.back() = altered.back() == '0' ? '1' : '0';
    CHECK(code_with(altered) == "connect_state_invalid");
    CHECK(code_with("nothing") == "connect_state_invalid");
    const std::string other_operation = bench.begin();
    CHECK(code_with(bench.state_for(other_operation)) == "connect_state_invalid");
    CHECK(code_with(state, R"({"id":"u9","roles":["admin"],"tenants":["hotel-1"]})") == "connect_actor_foreign");
    CHECK(code_with(state, rooms::admin_of_hotel_2) == "tenant_not_found");
    CHECK(code_with(state, rooms::staff_of_hotel_1) == "role_missing");
    CHECK(bench.go_on(operation, R"("code":"AQ1")") == "connect_state_invalid");
    CHECK(bench.go_on(operation, R"("state":"x")") == "connect_one_thing");
    CHECK(bench.desk().count("exchange") == 0);
    CHECK(bench.stage_of(operation) == "waiting");

    CHECK(code_with(state) == "ok");
    CHECK(code_with(state) == "connect_state_used");
    REQUIRE(bench.reaches(operation, "delivery"));
    CHECK(bench.desk().count("exchange") == 1);
}

TEST_CASE("after an hour no code is taken, and the attempt says so by itself", "[onboarding]") {
    ConnectBench bench;
    const std::string operation = bench.begin();
    const std::string state = bench.state_for(operation);
    bench.now_ms += 3'600'000;
    CHECK(eventually([&] { return bench.stage_of(operation) == "failed"; }));
    CHECK(bench.problem_of(operation) == "connect_expired");
    CHECK(bench.go_on(operation, R"("code":"AQ1","state":")" + state + "\"") == "connect_state_used");
    CHECK(bench.desk().count("exchange") == 0);
}

TEST_CASE("two finishes at once: one code is exchanged", "[onboarding]") {
    ConnectBench bench;
    const std::string operation = bench.begin();
    const std::string state = bench.state_for(operation);
    std::vector<std::thread> people;
    for (int person = 0; person < 4; ++person) {
        people.emplace_back([&, person] {
            const auto answer = bench.invoke(Provider::coex, {}, "continue_connect",
                                             R"({"tenant":"hotel-1","operation":")" + operation + R"(","code":"AQ)" +
                                                 std::to_string(person) + R"(","state":")" + state + "\"}");
            (void)answer.ok();
        });
    }
    for (std::thread& one : people) one.join();
    REQUIRE(bench.reaches(operation, "delivery"));
    CHECK(bench.desk().count("exchange") == 1);
}

TEST_CASE("connect is refused where it cannot work", "[onboarding]") {
    ConnectBench bench;
    const auto connect = [&](const std::string& input, const std::string& actor = rooms::admin_of_hotel_1) {
        return bench.outcome(Provider::coex, {}, "connect", input, actor);
    };
    CHECK(connect(R"({"tenant":"hotel-1","road":"nowhere"})") == "signup_not_configured");
    CHECK(connect(R"({"tenant":"hotel-1","return_page":"https://evil.example/"})") == "return_page_not_allowed");
    CHECK(connect(R"({"tenant":"hotel-1","return_page":"https://crm.example/settings/"})") ==
          "return_page_not_allowed");
    CHECK(connect(R"({"tenant":"hotel-1","return_page":"https://crm.example/settings"})") == "pending");
    CHECK(connect(R"({"tenant":"hotel-2"})") == "tenant_not_found");
    CHECK(connect(R"({"tenant":"hotel-1"})", rooms::staff_of_hotel_1) == "role_missing");
    bench.stop_writer();
    CHECK(connect(R"({"tenant":"hotel-1"})") == "owner_absent");
}

TEST_CASE("a connection can be called off, and what is over stays over", "[onboarding]") {
    ConnectBench bench;
    const std::string operation = bench.begin();
    CHECK(bench.go_on("op_0", R"("cancel":true)") == "connect_unknown");
    CHECK(bench.go_on(operation, R"("cancel":true)") == "ok");
    CHECK(bench.problem_of(operation) == "connect_called_off");
    CHECK(bench.go_on(operation, R"("cancel":true)") == "connect_over");
    CHECK(bench.scalar("SELECT COUNT(*) FROM errand") == 0);
}
