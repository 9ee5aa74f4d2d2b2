#include "model/phone_match.hpp"

#include <boost/json.hpp>

#include "catch.hpp"
#include "fixtures.hpp"

using namespace coexist;
namespace json = boost::json;

TEST_CASE("rule E: numbers match as the vectors of three countries say", "[identity][pains]") {
    const json::value parsed = json::parse(fixtures::read("meow_payloads/migration/phone_vectors.json"));
    const json::array& vectors = parsed.at("vectors").as_array();
    CHECK(vectors.size() == 13);
    for (const json::value& vector : vectors) {
        const std::string digits(vector.at("digits").as_string());
        INFO(digits << ": " << vector.at("note").as_string().c_str());
        CHECK(canonical_phone(digits) == std::string(vector.at("canonical").as_string()));
        std::set<std::string> aliases;
        for (const json::value& alias : vector.at("aliases").as_array()) aliases.emplace(alias.as_string());
        CHECK(phone_aliases(digits) == aliases);
    }
}

TEST_CASE("a number that only looks like one of those countries is itself", "[identity]") {
    for (const char* digits : {"", "55", "521", "55859812345678", "5585581234567", "5215555", "54911", "5491155550"}) {
        CHECK(canonical_phone(digits) == digits);
        CHECK(phone_aliases(digits) == std::set<std::string>{digits});
    }
}
