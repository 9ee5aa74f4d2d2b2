#include "catch.hpp"
#include "config/embedded.hpp"
#include "config/json_schema.hpp"
#include "config/schema_walk.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <random>
#include <string>

using namespace coexist;
namespace json = boost::json;

namespace {

constexpr std::string_view document = R"({
  "public_url": "https://crm.example.com", "secrets_key": {"env": "KEY"}, "log": {"file": "/a", "level": "info"},
  "apps": {"hotel": {"app_id": 1, "app_secret": {"file": "/s"}, "verify_token": {"env": "V"}, "graph_version": "v25.0"}},
  "gateways": {"own": {"kind": "custom", "base_url": "https://a.example", "auth_header": {"name": "X", "prefix": "B "},
    "verify": {"kind": "hmac_sha256", "header": "X-S", "secret": {"env": "S"}}, "media_hosts": ["m.example"]}},
  "defaults": {"throughput_mps": 20, "keepalive": {"warn_days": 10}, "outbox": {"max_attempts": 5}},
  "tenants": {"aurora": {"parked_days": 3, "timeouts": {"connect_ms": 500}}}
})";

json::value anything(std::mt19937& random) {
    static constexpr std::string_view pool[] = {"null",       "true",      "0",
                                                "1",          "-1",        "19.5",
                                                "20.0",       "99",        "{}",
                                                "[]",         "\"\"",      "\"a\"",
                                                "\"custom\"", "\"info\"",  "[\"a.example\"]",
                                                "[{}]",       "1e30",      "[1]",
                                                "\"/x\"",     "\"KEY\"",   "{\"env\": \"A\"}",
                                                "{\"x\": 1}", "\"v25.0\"", "18446744073709551615"};
    return json::parse(json::string_view(pool[random() % std::size(pool)]));
}

// Changes one value, name or presence somewhere below.
void mutate(json::value& value, std::mt19937& random) {
    json::object* object = value.if_object();
    if (object == nullptr || object->empty() || random() % 6 == 0) {
        value = anything(random);
        return;
    }
    auto* member = object->begin() + static_cast<std::ptrdiff_t>(random() % object->size());
    const std::string key(member->key());
    const auto choice = random() % 8;
    if (choice == 0) {
        object->erase(key);
    } else if (choice == 1) {
        object->emplace(key + (random() % 2 == 0 ? "x" : " !"), anything(random));
    } else {
        mutate(member->value(), random);
    }
}

}  // namespace

TEST_CASE("the walk and the judge agree, and the walk has words for whatever the judge refuses") {
    const std::string_view text = embedded::file("config/config.schema.json");
    REQUIRE_FALSE(text.empty());
    const Result<JsonSchema> schema = JsonSchema::compile(text);
    Result<config::SchemaText> read = config::read_schema(text);
    REQUIRE((schema.ok() && read.ok()));
    REQUIRE(schema->check(json::parse(json::string_view(document))).empty());

    std::mt19937 random(20261120);
    int refused = 0;
    for (int round = 0; round < 3000; ++round) {
        json::value value = json::parse(json::string_view(document));
        for (unsigned changes = 1 + random() % 3; changes > 0; --changes) mutate(value, random);
        config::SchemaWalk walk(*read, 100);
        walk.check(value);
        const std::vector<ProblemError> judged = schema->check(value);
        refused += judged.empty() ? 0 : 1;
        INFO(json::serialize(value));
        REQUIRE(walk.take_errors() == judged);
    }
    CHECK(refused > 1000);
    CHECK(refused < 2950);
}

TEST_CASE("a text that was not embedded is empty") {
    CHECK(embedded::file("config/none.json").empty());
}
