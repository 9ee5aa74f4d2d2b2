#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "catch.hpp"
#include "config/embedded.hpp"
#include "config/json_schema.hpp"
#include "fixtures.hpp"

using namespace coexist;
namespace json = boost::json;

namespace {

const std::filesystem::path schemas = std::filesystem::path(TEST_FIXTURES).parent_path().parent_path() / "schemas";

std::vector<std::string> files_below(const std::string& folder, const std::string& ending) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(schemas / folder)) {
        const std::string name = entry.path().lexically_relative(schemas).generic_string();
        const bool fits =
            name.size() > ending.size() && name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
        if (entry.is_regular_file() && fits) names.push_back(name);
    }
    return names;
}

json::object schema_in(const std::string& name) {
    const std::string_view text = embedded::file(name);
    return json::parse(json::string_view(text.data(), text.size())).as_object();
}

// Places of properties that nobody explains.
void unexplained(const json::value& schema, const std::string& place, std::vector<std::string>& found) {
    if (const json::array* list = schema.if_array()) {
        for (const json::value& one : *list) unexplained(one, place, found);
    }
    const json::object* object = schema.if_object();
    if (object == nullptr) return;
    for (const auto& [keyword, below] : *object) {
        if (keyword != "properties" && keyword != "definitions") {
            unexplained(below, place, found);
            continue;
        }
        for (const auto& [name, property] : below.as_object()) {
            const std::string here = place + "/" + std::string(name);
            const json::object& said = property.as_object();
            if (!said.contains("description") && !said.contains("$ref") && !said.contains("not")) found.push_back(here);
            unexplained(property, here, found);
        }
    }
}

}  // namespace

TEST_CASE("the plugin carries every file below schemas, to the byte") {
    for (const char* ending : {".json", ".svg", ".yaml"}) {
        for (const std::string& name : files_below("", ending)) {
            INFO(name);
            const std::string bytes = fixtures::read("../../schemas/" + name);
            CHECK(!bytes.empty());
            CHECK(embedded::file(name) == bytes);
        }
    }
    CHECK(embedded::file("no/such.schema.json").empty());
}

TEST_CASE("every schema compiles, says what it is and explains each member") {
    const auto names = files_below("", ".schema.json");
    REQUIRE(names.size() >= 16);
    for (const std::string& name : names) {
        INFO(name);
        const auto compiled = JsonSchema::compile(embedded::file(name));
        INFO((compiled.ok() ? std::string() : compiled.problem().detail));
        CHECK(compiled.ok());
        const json::object schema = schema_in(name);
        CHECK(schema.at("$schema").as_string() == "http://json-schema.org/draft-07/schema#");
        CHECK(!schema.at("title").as_string().empty());
        CHECK(!schema.at("description").as_string().empty());
        if (name.rfind("config/", 0) == 0) continue;
        std::vector<std::string> bare;
        unexplained(schema, "", bare);
        CHECK(bare == std::vector<std::string>());
    }
}

TEST_CASE("inputs of actions are closed, so that a misspelt member is found") {
    for (const std::string& name : files_below("actions", ".schema.json")) {
        INFO(name);
        CHECK(schema_in(name).at("additionalProperties").as_bool() == false);
    }
}

TEST_CASE("an event's schema has the event's type for its id and its name") {
    const auto names = files_below("events", ".schema.json");
    CHECK(names.size() == 13);
    for (const std::string& name : names) {
        const json::object schema = schema_in(name);
        const std::string type(schema.at("$id").as_string());
        CHECK(name == "events/" + type + ".schema.json");
        CHECK(schema.at("properties").at("type").at("const").as_string() == type);
    }
    CHECK(schema_in("problem.schema.json").at("$id").as_string() == "problem");
}

TEST_CASE("icons follow the text's colour, say what they show, and fetch nothing") {
    const auto names = files_below("icons", ".svg");
    CHECK(names.size() == 3);
    for (const std::string& name : names) {
        INFO(name);
        const std::string_view icon = embedded::file(name);
        CHECK(icon.find("currentColor") != std::string_view::npos);
        CHECK(icon.find("<title>") != std::string_view::npos);
        CHECK(icon.find("viewBox=\"0 0 24 24\"") != std::string_view::npos);
        for (const char* foreign : {"href", "<script", "<style", "<image", "url("}) {
            CHECK(icon.find(foreign) == std::string_view::npos);
        }
    }
}
