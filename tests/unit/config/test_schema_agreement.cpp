#include "catch.hpp"
#include "config/embedded.hpp"
#include "config/json_schema.hpp"
#include "config/schema_walk.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <random>
#include <string>
#include <vector>

using namespace coexist;
namespace json = boost::json;

namespace {

constexpr std::string_view document = R"({
  "public_url": "https://crm.example.com", "secrets_key": {"env": "KEY"}, "log": {"file": "/a", "level": "info"},
  "apps": {"hotel": {"app_id": 1, "app_secret": {"file": "/s"}, "verify_token": {"env": "V"}, "graph_version": "v25.0"}},
  "gateways": {"own": {"kind": "custom", "base_url": "https://a.example", "auth_header": {"name": "X", "prefix": "B "},
    "verify": {"kind": "hmac_sha256", "header": "X-S", "secret": {"env": "S"}}, "media_hosts": ["m.example"],
    "offers": {"numbers_in_paths": true, "templates": "configs"}}},
  "defaults": {"throughput_mps": 20, "keepalive": {"warn_days": 10}, "parked_days": 3,
    "media": {"fetch": true, "quota_mb": 10, "types": ["image/*"]},
    "history": {"import": "never", "days": 30, "not_chats": ["+49 1511 2345678"]},
    "handover": {"hold_minutes": 60, "automatic_texts": ["Hello"]},
    "retention": {"journal_days": 14, "media_days": 20, "log_days": 12}, "timeouts": {"connect_ms": 500}},
  "tenants": {"aurora": {"throughput_mps": 5, "keepalive": {"urgent_days": 12}, "retention": {"media_days": 12}}}
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

std::vector<std::string> pointers_in(const json::value& value, const std::string& above = {}) {
    std::vector<std::string> pointers;
    const auto add = [&pointers](const json::value& child, const std::string& pointer) {
        pointers.push_back(pointer);
        for (std::string& below : pointers_in(child, pointer)) pointers.push_back(std::move(below));
    };
    if (const json::object* object = value.if_object()) {
        for (const auto& [key, child] : *object) add(child, above + "/" + std::string(key));
    }
    if (const json::array* list = value.if_array()) {
        for (std::size_t at = 0; at < list->size(); ++at) add((*list)[at], above + "/" + std::to_string(at));
    }
    return pointers;
}

// Everything that can stand at one place instead of what stands there.
const std::vector<json::value>& replacements() {
    static const std::vector<json::value> all = [] {
        json::value list = json::parse(R"([null, true, false, 0, 1, -1, 5, 12, 13, 14, 20, 21, 99, 100, 99999999999,
            1.5, 20.0, 1e30, 18446744073709551615, "", "a", "A", "0", "1", "012", "0x1F", "1e3", " ", "x y", "\u00e9",
            "KEY", "/", "/x", "http://a.example", "https://a.example", "https://a.example/?x", "v1.0", "v0.1", "d360",
            "kapso", "custom", "D360", "hmac_sha256", "header_secret", "info", "INFO", [], [1], ["a"], [[]], [{}],
            ["a", "a"], {}, {"env": "A"}, {"env": 1}, {"env": "a"}, {"file": "/a"}, {"file": "a"},
            {"env": "A", "file": "/a"}, {"x": 1}, {"env": null}, {"name": "X"}, {"kind": "custom"}])");
        const std::string lengths[] = {std::string(65, 'a'), std::string(129, 'A'), "/" + std::string(512, 'a'),
                                       "https://" + std::string(300, 'a'), std::string(5000, '1')};
        for (const std::string& one : lengths) list.as_array().push_back(json::string(one));
        return std::vector<json::value>(list.as_array().begin(), list.as_array().end());
    }();
    return all;
}

struct Judges {
    Result<JsonSchema> schema = JsonSchema::compile(embedded::file("config/config.schema.json"));
    Result<config::SchemaText> read = config::read_schema(embedded::file("config/config.schema.json"));

    // True: both accept. Fails the test where they differ.
    bool accept(const json::value& value) const {
        config::SchemaWalk walk(*read, 100);
        walk.check(value);
        const std::vector<ProblemError> walked = walk.take_errors();
        INFO(json::serialize(value));
        REQUIRE(walked == schema->check(value));
        return walked.empty();
    }
};

}  // namespace

TEST_CASE("whatever stands at any place of a configuration, the walk and the judge agree on it") {
    const Judges judges;
    const json::value whole = json::parse(json::string_view(document));
    REQUIRE(judges.accept(whole));
    int accepted = 0;
    int refused = 0;
    const auto judge = [&](const json::value& value) { ++(judges.accept(value) ? accepted : refused); };
    for (const std::string& pointer : pointers_in(whole)) {
        const std::size_t last = pointer.rfind('/');
        const std::string name = pointer.substr(last + 1);
        for (const json::value& other : replacements()) {
            json::value changed = whole;
            changed.at_pointer(pointer) = other;
            judge(changed);
            changed.at_pointer(pointer) = json::array{other};
            judge(changed);
        }
        json::value without = whole;
        json::value& parent = last == 0 ? without : without.at_pointer(pointer.substr(0, last));
        if (!parent.is_object()) continue;
        const json::value kept = parent.as_object()[name];
        parent.as_object().erase(name);
        judge(without);
        for (const std::string& typed :
             {name + "s", name.substr(1), "X" + name, std::string("accounts"), std::string()}) {
            parent.as_object()[typed] = kept;
            judge(without);
            parent.as_object().erase(typed);
        }
    }
    CHECK(accepted > 150);
    CHECK(refused > 5000);
}

TEST_CASE("the walk and the judge agree, and the walk has words for whatever the judge refuses") {
    const Judges judges;
    REQUIRE(judges.accept(json::parse(json::string_view(document))));
    std::mt19937 random(20261120);
    int refused = 0;
    for (int round = 0; round < 3000; ++round) {
        json::value value = json::parse(json::string_view(document));
        for (unsigned changes = 1 + random() % 3; changes > 0; --changes) mutate(value, random);
        refused += judges.accept(value) ? 0 : 1;
    }
    CHECK(refused > 1000);
    CHECK(refused < 2950);
}

TEST_CASE("a text that was not embedded is empty") {
    CHECK(embedded::file("config/none.json").empty());
}
