#include "onboarding/connect_bench.hpp"

#include "catch.hpp"
#include "store/another_process.hpp"

namespace rooms {
namespace json = boost::json;
using namespace coexist;

std::string ConnectBench::begin() {
    start_outbox();
    const auto answer = invoke(Provider::coex, {}, "connect", R"({"tenant":"hotel-1"})");
    if (!answer) FAIL(answer.problem().code);
    CHECK(answer->pending);
    return id_of(answer);
}

std::string ConnectBench::state_for(const std::string& operation) {
    return std::string(this->operation(operation).at("result").as_object().at("state").as_string());
}

std::string ConnectBench::go_on(const std::string& operation, const std::string& members, const std::string& actor) {
    return outcome(Provider::coex, {}, "continue_connect",
                   R"({"tenant":"hotel-1","operation":")" + operation + "\"," + members + "}", actor);
}

std::string ConnectBench::code(const std::string& operation, const std::string& code) {
    return go_on(operation, R"("code":")" + code + R"(","state":")" + state_for(operation) + "\"");
}

void ConnectBench::delivery_arrives() {
    deliver(delivery("msg_text"));
}

std::string ConnectBench::stage_of(const std::string& operation) {
    return attempt(operation).stage;
}

bool ConnectBench::reaches(const std::string& operation, const std::string& stage) {
    return eventually([&] { return stage_of(operation) == stage; });
}

ConnectAttemptRow ConnectBench::attempt(const std::string& operation) {
    auto reader = readers().take();
    auto found = find_connect_attempt(*reader, OperationId(operation));
    REQUIRE(found.has_value());
    return *found;
}

std::vector<std::string> ConnectBench::lines(const std::string& operation) {
    const std::string id = attempt(operation).attempt_id;
    auto reader = readers().take();
    std::vector<std::string> lines;
    for (const ConnectStepRow& step : connect_steps(*reader, id)) {
        lines.push_back(step.step + ":" + step.state + (step.code.empty() ? "" : ":" + step.code));
    }
    return lines;
}

std::string ConnectBench::problem_of(const std::string& operation) {
    const json::object said = this->operation(operation);
    const json::value* problem = said.if_contains("problem");
    return problem == nullptr ? std::string() : std::string(problem->as_object().at("code").as_string());
}

}  // namespace rooms
