// The diagnosis as staff ask for it: of a failed connection, of a number, of what somebody saw.
#include "catch.hpp"
#include "store/connect_attempts.hpp"
#include "world.hpp"

using namespace api_test;
using namespace coexist;
namespace json = boost::json;

namespace {

std::string text(const json::value& value) {
    return std::string(value.as_string());
}

json::object first_of(const HttpAnswer& answer) {
    REQUIRE(answer.status == 200);
    const json::object document = body_of(answer);
    REQUIRE_FALSE(document.at("verdicts").as_array().empty());
    return document.at("verdicts").at(0).as_object();
}

// An attempt of hotel "north" that failed just now, as the saga leaves it.
std::string failed_attempt(World& world, const std::string& code, int number, const std::string& value = "{}") {
    ConnectAttemptRow attempt;
    attempt.attempt_id = std::string(31, '0') + std::to_string(number);
    attempt.operation_id = OperationId("op_" + std::to_string(number));
    attempt.tenant = TenantId("north");
    attempt.actor = "ada";
    attempt.road = "main";
    attempt.created_at = world.now_ms;
    attempt.expires_at = world.now_ms + 3'600'000;
    attempt.stage = "failed";
    attempt.value = value;
    REQUIRE(world.writer().post_and_wait([&](WriteContext& context) {
        save_connect_attempt(context.session, attempt);
        add_connect_step(context.session,
                         {attempt.attempt_id, "waiting", "failed", code, "x", "trace1", "ada", world.now_ms});
    }));
    return attempt.operation_id.value;
}

}  // namespace

TEST_CASE("a failed connection is diagnosed from its steps, and how often it was tried", "[api]") {
    World world;
    const std::string staff = staff_of({"north"});
    failed_attempt(world, "connect_denied", 1);
    const std::string operation = failed_attempt(world, "dialog_number_attached_elsewhere", 2);
    const json::object verdict = first_of(world.post("/v1/diagnosis", staff, R"({"operation":")" + operation + "\"}"));
    CHECK(text(verdict.at("blocker")) == "attached_elsewhere");
    CHECK(text(verdict.at("certainty")) == "sure");
    CHECK(verdict.at("again").at("tried").as_int64() == 2);
    CHECK(verdict.at("again").at("seconds").as_int64() == 120);
    CHECK(text(verdict.at("support")).find("trace1") != std::string::npos);
}

TEST_CASE("the number that came out of a wrong way tells which way it was", "[api]") {
    World world;
    const std::string numbers =
        R"({"numbers":[{"id":"1","waba_id":"2","digits":"15550001111","verified_name":"","platform_type":"CLOUD_API",)"
        R"("status":"PENDING","last_onboarded_at":0,"is_on_biz_app":false}]})";
    const std::string operation = failed_attempt(world, "number_not_in_app", 1, numbers);
    const json::object verdict =
        first_of(world.post("/v1/diagnosis", staff_of({"north"}), R"({"operation":")" + operation + "\"}"));
    CHECK(text(verdict.at("blocker")) == "display_name_only");
}

TEST_CASE("another hotel's connection and number are not there", "[api]") {
    World world;
    const AccountRow account = world.attach("north", "4930111");
    const std::string operation = failed_attempt(world, "connect_denied", 1);
    const std::string other = staff_of({"south"});
    CHECK(code_of(world.post("/v1/diagnosis", other, R"({"operation":")" + operation + "\"}")) == "connect_unknown");
    CHECK(code_of(world.post("/v1/diagnosis", other, R"({"account":")" + account.account_id.value + "\"}")) ==
          "account_not_found");
}

TEST_CASE("a number that is well has nothing the matter", "[api]") {
    World world;
    const AccountRow account = world.attach("north", "4930111");
    const HttpAnswer answer =
        world.post("/v1/diagnosis", staff_of({"north"}), R"({"account":")" + account.account_id.value + "\"}");
    REQUIRE(answer.status == 200);
    CHECK(body_of(answer).at("verdicts").as_array().empty());
    CHECK(body_of(answer).contains("unknown"));
}

TEST_CASE("what somebody saw is answered in his language", "[api]") {
    World world;
    const std::string turkish = R"({"id":"u","name":"U","roles":["staff"],"tenants":["north"],"locale":"tr-TR"})";
    const json::object verdict = first_of(world.post("/v1/diagnosis", turkish, R"({"saw":["sms_code"]})"));
    CHECK(text(verdict.at("name")) == "Yanlış yol: SMS ya da aramayla kod");
    const json::object catalogue = body_of(world.get("/v1/diagnosis", turkish));
    CHECK(text(catalogue.at("screens").at(0).at("words")) == "SMS ya da aramayla gelen bir kod isteniyor");
}

TEST_CASE("a question that says nothing, or something unknown, is refused with words that help", "[api]") {
    World world;
    const std::string staff = staff_of({"north"});
    CHECK(code_of(world.post("/v1/diagnosis", staff, "{}")) == "input_invalid");
    CHECK(code_of(world.post("/v1/diagnosis", staff, R"({"saw":["moon"]})")) == "screen_unknown");
    CHECK(code_of(world.post("/v1/diagnosis", staff, R"({"saw":"sms_code"})")) == "input_invalid");
    CHECK(code_of(world.post("/v1/diagnosis", staff, R"({"words":")" + std::string(2001, 'x') + "\"}")) ==
          "input_invalid");
    CHECK(code_of(world.post("/v1/diagnosis", staff, "[]")) == "body_invalid");
}
