#include <boost/json.hpp>

#include "catch.hpp"
#include "runtime/json_text.hpp"

using namespace coexist;

namespace {

/// "LINE:COLUMN POINTER WORDS" of the fault, or "none".
std::string fault_of(const std::string& text) {
    boost::json::value value;
    const auto fault = read_json(text, value);
    if (!fault) return "none";
    return std::to_string(fault->line) + ":" + std::to_string(fault->column) + " " + fault->path + " " + fault->detail;
}

constexpr const char* twice = " This name comes twice in one object; which one is meant?";
constexpr const char* no_json = " What stands here is no JSON, or no UTF-8.";

}  // namespace

TEST_CASE("JSON of people is read as it is written", "[runtime]") {
    boost::json::value value;
    REQUIRE_FALSE(read_json(R"( {"a":[1,{"b":"\u00fc","c":{"a":1}}],"b":null} )", value));
    CHECK(boost::json::serialize(value) == "{\"a\":[1,{\"b\":\"\xC3\xBC\",\"c\":{\"a\":1}}],\"b\":null}");
    CHECK(fault_of(R"([{"a":1},{"a":2},{"a":{"a":{"a":3}}}])") == "none");
    CHECK(fault_of(R"({"a":"a\":\"","a\\":"a","":1," ":2,"a\u0000b":1,"a\u0000c":2})") == "none");
}

TEST_CASE("a name that comes twice is shown with its place, however it is written", "[runtime]") {
    CHECK(fault_of(R"({"to":"+49","to":"+90"})") == std::string("1:13 /to") + twice);
    CHECK(fault_of("{\n  \"a\": [0, {\"x\": 1,\n    \"\\u0078\" : 2}]\n}") == std::string("3:5 /a/1/x") + twice);
    CHECK(fault_of(R"({"a/b":{"~":1,"~":2}})") == std::string("1:15 /a~1b/~0") + twice);
}

TEST_CASE("what is no JSON is told by line and column", "[runtime]") {
    CHECK(fault_of("") == "1:1  It ends too early.");
    CHECK(fault_of("{\"a\":1") == "1:7  It ends too early.");
    CHECK(fault_of("{} {}") == "1:4  Something follows after its end.");
    CHECK(fault_of("{\n\"a\": 'x'}") == std::string("2:6 ") + no_json);
    CHECK(fault_of("{\"a\":\"\xff\"}") == std::string("1:7 ") + no_json);
    CHECK(fault_of(std::string(10'000, '[')) == "1:33  It is nested deeper than 32 levels.");
    CHECK(fault_of("[\"\n\"]") == std::string("1:3 ") + no_json);
    CHECK(fault_of("1e99999") == "1:1  This number is too large.");
    CHECK(fault_of("{\"a\":[1, -1e999]}") == "1:10 /a/1 This number is too large.");
    CHECK(fault_of("[1e308, -1E-999, " + std::string(300, '9') + "]") == "none");
    CHECK(fault_of(std::string(4 << 20, '9')).find("too large") != std::string::npos);
}
