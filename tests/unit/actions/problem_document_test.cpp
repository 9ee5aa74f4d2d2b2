#include <boost/json/parse.hpp>

#include "actions/actions.hpp"
#include "catch.hpp"
#include "config/embedded.hpp"
#include "config/json_schema.hpp"

using namespace coexist;

namespace {

JsonSchema schema() {
    auto compiled = JsonSchema::compile(embedded::file("problem.schema.json"));
    REQUIRE(compiled.ok());
    return std::move(compiled).value();
}

}  // namespace

TEST_CASE("a problem is told with its code, its HTTP status, what happened and what to do") {
    const Problem problem{Refusal::conflict,
                          "action_not_for_provider",
                          "This number cannot be paused.",
                          "Use disconnect.",
                          {{"/mode", "Must be one of: ask, cancel.", 3, 0}}};
    const auto told = boost::json::parse(problem_document(problem));
    CHECK(told == boost::json::parse(R"({"type": "urn:coexist:problem:action_not_for_provider",
        "title": "Not possible in this state", "status": 409, "code": "action_not_for_provider",
        "detail": "This number cannot be paused.", "next": "Use disconnect.",
        "errors": [{"path": "/mode", "detail": "Must be one of: ask, cancel.", "line": 3}]})"));
    CHECK(schema().check(told).empty());
}

TEST_CASE("what a problem does not know it does not tell") {
    const auto told = boost::json::parse(problem_document({Refusal::internal, "bug", "It broke.", "", {}}));
    CHECK_FALSE(told.as_object().contains("next"));
    CHECK_FALSE(told.as_object().contains("errors"));
    CHECK(schema().check(told).empty());
}

TEST_CASE("every kind of refusal has a title and an HTTP status that the problem's schema accepts") {
    const JsonSchema judge = schema();
    for (int kind = 0; kind <= static_cast<int>(Refusal::internal); ++kind) {
        const Problem problem{static_cast<Refusal>(kind), "some_code", "Something happened.", "Do this.", {}};
        const auto told = boost::json::parse(problem_document(problem));
        CHECK(judge.check(told).empty());
        const bool fault = told.at("title").as_string() == "A fault in the program";
        CHECK(fault == (problem.refusal == Refusal::internal));
    }
}

TEST_CASE("the problem's schema refuses what helps nobody") {
    const JsonSchema judge = schema();
    CHECK_FALSE(judge.check(boost::json::parse(R"({"code": "bug"})")).empty());
    CHECK_FALSE(judge
                    .check(boost::json::parse(R"({"type": "urn:x", "title": "T", "status": 409, "code": "a-b",
        "detail": "D."})"))
                    .empty());
    CHECK_FALSE(judge
                    .check(boost::json::parse(R"({"type": "urn:x", "title": "T", "status": 200, "code": "ok",
        "detail": "D."})"))
                    .empty());
}
