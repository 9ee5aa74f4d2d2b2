#include "catch.hpp"
#include "config/json_schema.hpp"

#include <atomic>
#include <boost/json/parse.hpp>
#include <string>
#include <thread>

using namespace coexist;

namespace {

JsonSchema schema_of(std::string_view text) {
    Result<JsonSchema> schema = JsonSchema::compile(text);
    INFO((schema ? "" : schema.problem().detail));
    REQUIRE(schema.ok());
    return std::move(schema).value();
}

std::vector<std::string> faults(const JsonSchema& schema, std::string_view value) {
    std::vector<std::string> found;
    for (const ProblemError& one : schema.check(boost::json::parse(boost::json::string_view(value)))) {
        found.push_back(one.path + " " + one.detail);
    }
    return found;
}

using Faults = std::vector<std::string>;

constexpr std::string_view send_text = R"({
  "type": "object", "additionalProperties": false, "required": ["to", "text"],
  "properties": {
    "to": {"description": "The guest's number. With its country code.", "type": "string", "minLength": 5,
           "maxLength": 20, "pattern": "^\\+[0-9]+$", "patternErrorMessage": "Must be a number like +4930123456."},
    "text": {"type": "string", "minLength": 1, "maxLength": 4},
    "tags": {"type": "array", "minItems": 1, "maxItems": 2, "uniqueItems": true, "items": {"enum": ["a", "b", 3]}},
    "preview": {"type": "boolean"},
    "version": {"const": 1},
    "share": {"type": "number", "minimum": 0.5, "maximum": 2},
    "token": {"type": "string", "writeOnly": true, "maxLength": 3}
  }
})";

}  // namespace

TEST_CASE("a valid value has no faults") {
    const JsonSchema schema = schema_of(send_text);
    CHECK(faults(schema, R"({"to": "+49301234", "text": "hi"})").empty());
    CHECK(faults(schema, R"({"to": "+49301234", "text": "äöüß", "tags": ["a", 3], "preview": true, "share": 1})")
              .empty());
}

TEST_CASE("all faults of a value are named at once") {
    const JsonSchema schema = schema_of(send_text);
    CHECK(
        faults(schema, R"({"txt": "x", "text": "", "tags": ["c", "a", "a"], "preview": "yes", "version": 2, "share": 9,
                             "alpha": 1, "beta": 2, "token": "secret"})") ==
        Faults{" \"to\" is missing. The guest's number.",
               R"(/txt The key "txt" is not known here. Known: to, text, tags, preview, version, share, token.)",
               "/text Must not be empty.", "/tags Must hold at most 2 items.",
               "/preview Must be true or false, not text.", "/version Must be 1.", "/share Must be from 0.5 to 2.",
               R"(/alpha The key "alpha" is not known here. Known: to, text, tags, preview, version, share, token.)",
               R"(/beta The key "beta" is not known here. Known: to, text, tags, preview, version, share, token.)",
               "/token Must have at most 3 characters."});
    CHECK(faults(schema, "[]") == Faults{" Must be an object (keys with values), not a list."});
    CHECK(faults(schema, "null") == Faults{" Nothing stands here, but it must be an object (keys with values)."});
    CHECK(faults(schema, R"({"to": "0301234", "text": 5, "tags": [], "share": 0.1})") ==
          Faults{"/to Must be a number like +4930123456.", "/text Must be text, not a number. Put it in quotes.",
                 "/tags Must hold at least 1 item.", "/share Must be from 0.5 to 2."});
    CHECK(faults(schema, R"({"to": "+1", "text": "12345", "tags": ["a", "a"]})") ==
          Faults{"/to Must have at least 5 characters.", "/text Must have at most 4 characters.",
                 "/tags/1 Stands in this list already."});
}

TEST_CASE("of alternatives the one that came nearest is explained") {
    const JsonSchema schema = schema_of(R"({"oneOf": [
        {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}, "additionalProperties": false},
        {"type": "object", "required": ["media", "kind"], "properties": {"media": {"type": "string"}, "kind": {"enum": ["image"]}},
         "additionalProperties": false}]})");
    CHECK(faults(schema, R"({"media": "x", "kind": "imgae"})") ==
          Faults{"/kind Must be one of: image. Did you mean \"image\"?"});
    CHECK(faults(schema, R"({"text": 1})") == Faults{"/text Must be text, not a number. Put it in quotes."});
    const JsonSchema either = schema_of(R"({"oneOf": [{"type": "number"}, {"type": "integer"}]})");
    CHECK(faults(either, "1.5").empty());
    CHECK(faults(either, "1") == Faults{" Fits several of the forms that are allowed here; it must fit exactly one."});
    CHECK(faults(schema_of(R"({"anyOf": [{"type": "string"}, {"type": "integer"}]})"), "1").empty());
}

TEST_CASE("conditions, negations and references are followed") {
    const JsonSchema schema = schema_of(R"({"definitions": {"n": {"type": "integer", "minimum": 1}},
        "properties": {"kind": {"type": "string"}, "n": {"$ref": "#/definitions/n"},
                       "gone": {"not": {}, "errorMessage": "Gone since 2.0."}},
        "if": {"properties": {"kind": {"const": "x"}}, "required": ["kind"]},
        "then": {"required": ["n"]}, "else": {"maxProperties": 1}})");
    CHECK(faults(schema, R"({"kind": "x"})") == Faults{" \"n\" is missing."});
    CHECK(faults(schema, R"({"kind": "x", "n": 0})") == Faults{"/n Must be at least 1."});
    CHECK(faults(schema, R"({"kind": "y", "n": 1})") == Faults{" Must hold at most 1 key."});
    CHECK(faults(schema, R"({"gone": 1})") == Faults{"/gone Gone since 2.0."});
}

TEST_CASE("a key below writeOnly is not repeated: it may be the secret itself") {
    const JsonSchema schema = schema_of(R"({"properties": {"secret": {"type": "object", "writeOnly": true,
        "additionalProperties": false, "minProperties": 1, "properties": {"env": {"type": "string"}}}}})");
    CHECK(faults(schema, R"({"secret": {"EAAGm0": null}})") ==
          Faults{"/secret A key stands here that is not known. Known: env."});
}

TEST_CASE("a text too long for a pattern is refused without being matched") {
    const JsonSchema schema = schema_of(send_text);
    const std::string endless(1'000'000, '1');
    CHECK(faults(schema, R"({"text": "x", "to": "+)" + endless + "\"}") ==
          Faults{"/to Must have at most 20 characters."});
}

TEST_CASE("a schema that the walk would not understand is refused when it is compiled") {
    const auto refused = [](std::string_view text) {
        Result<JsonSchema> schema = JsonSchema::compile(text);
        return schema ? std::string() : schema.problem().code + ": " + schema.problem().detail;
    };
    CHECK(refused(R"({"patternProperties": {}})") == "schema_invalid: the keyword patternProperties is not supported");
    CHECK(refused(R"({"properties": {"a": {"minimun": 1}}})") ==
          "schema_invalid: the keyword minimun is not supported");
    CHECK(refused(R"({"pattern": "^a*$"})") == "schema_invalid: a pattern needs a maxLength of at most 512");
    CHECK(refused(R"({"$ref": "#/definitions/none"})") == "schema_invalid: a $ref leads nowhere");
    CHECK(refused(R"({"definitions": {"a": {}}, "allOf": [{"$ref": "#/definitions/a", "minimum": 1}]})")
              .find("beside $ref") != std::string::npos);
    CHECK(refused("{").rfind("schema_invalid: The schema is not JSON", 0) == 0);
    CHECK(refused(R"({"pattern": "(", "maxLength": 5})").rfind("schema_invalid: ", 0) == 0);
    CHECK(refused(R"({"required": [1]})").rfind("schema_invalid: ", 0) == 0);
    CHECK(refused(R"({"type": 5})").rfind("schema_invalid: ", 0) == 0);
    CHECK(refused(R"({"enum": 5})").rfind("schema_invalid: ", 0) == 0);
}

TEST_CASE("a format that only the judge knows is reported in its words") {
    const JsonSchema schema = schema_of(R"({"properties": {"day": {"type": "string", "format": "date"}}})");
    CHECK(faults(schema, R"({"day": "2026-11-20"})").empty());
    CHECK(schema.check(boost::json::parse(R"({"day": "yesterday"})")).front().path == "/day");
}

TEST_CASE("many threads may check at once") {
    const JsonSchema schema = schema_of(send_text);
    const boost::json::value wrong = boost::json::parse(R"({"to": "0", "text": "too long"})");
    std::atomic<int> agreed = 0;
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int number = 0; number < 4; ++number) {
        threads.emplace_back([&] {
            for (int round = 0; round < 200; ++round) agreed += schema.check(wrong).size() == 2 ? 1 : 0;
        });
    }
    for (std::thread& one : threads) one.join();
    CHECK(agreed == 800);
}
