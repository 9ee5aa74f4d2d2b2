#include "config/schema_keywords.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <optional>

namespace coexist::config {
namespace {

namespace json = boost::json;

// How the value of a keyword holds further schemas.
enum class Holds { none, schema, list, named };

struct Keyword {
    std::string_view name;
    Holds holds;
};
constexpr Keyword keywords[] = {
    {"$schema", Holds::none},
    {"$id", Holds::none},
    {"$ref", Holds::none},
    {"$comment", Holds::none},
    {"title", Holds::none},
    {"description", Holds::none},
    {"default", Holds::none},
    {"examples", Holds::none},
    {"format", Holds::none},
    {"readOnly", Holds::none},
    {"writeOnly", Holds::none},
    {"doNotSuggest", Holds::none},
    {"errorMessage", Holds::none},
    {"patternErrorMessage", Holds::none},
    {"type", Holds::none},
    {"enum", Holds::none},
    {"const", Holds::none},
    {"required", Holds::none},
    {"minProperties", Holds::none},
    {"maxProperties", Holds::none},
    {"minItems", Holds::none},
    {"maxItems", Holds::none},
    {"uniqueItems", Holds::none},
    {"minLength", Holds::none},
    {"maxLength", Holds::none},
    {"pattern", Holds::none},
    {"minimum", Holds::none},
    {"maximum", Holds::none},
    {"properties", Holds::named},
    {"definitions", Holds::named},
    {"additionalProperties", Holds::schema},
    {"propertyNames", Holds::schema},
    {"items", Holds::schema},
    {"not", Holds::schema},
    {"if", Holds::schema},
    {"then", Holds::schema},
    {"else", Holds::schema},
    {"allOf", Holds::list},
    {"anyOf", Holds::list},
    {"oneOf", Holds::list},
};

// draft-07 reads nothing beside $ref; these say nothing about what is valid.
constexpr std::string_view beside_reference[] = {"$ref", "title", "description", "default", "examples", "$comment"};
constexpr int deepest_schema = 64;

// Returns what is wrong, or nothing.
class Reading {
  public:
    explicit Reading(SchemaText& text) : text_(text) {}

    std::string at(const json::value& schema, int depth) {
        if (schema.is_bool()) return {};
        if (!schema.is_object()) return "a schema is neither an object nor true or false";
        if (depth > deepest_schema) return "schemas are nested too deeply";
        const json::object& object = schema.get_object();
        for (const auto& [name, value] : object) {
            const auto* keyword = std::find_if(std::begin(keywords), std::end(keywords),
                                               [key = name](const Keyword& one) { return key == one.name; });
            if (keyword == std::end(keywords)) return "the keyword " + std::string(name) + " is not supported";
            if (std::string wrong = below(keyword->holds, value, depth); !wrong.empty()) return wrong;
        }
        if (std::string wrong = reference(object); !wrong.empty()) return wrong;
        return pattern(object);
    }

  private:
    std::string below(Holds holds, const json::value& value, int depth) {
        if (holds == Holds::schema) return at(value, depth + 1);
        if (holds == Holds::list) {
            if (!value.is_array()) return "allOf, anyOf and oneOf take a list";
            for (const json::value& one : value.get_array()) {
                if (std::string wrong = at(one, depth + 1); !wrong.empty()) return wrong;
            }
        }
        if (holds == Holds::named) {
            if (!value.is_object()) return "properties and definitions take an object";
            for (const auto& [name, one] : value.get_object()) {
                if (std::string wrong = at(one, depth + 1); !wrong.empty()) return wrong;
            }
        }
        return {};
    }

    std::string reference(const json::object& schema) {
        const json::value* target = schema.if_contains("$ref");
        if (target == nullptr) return {};
        for (const auto& [name, value] : schema) {
            const auto known = [key = name](std::string_view one) { return key == one; };
            if (std::none_of(std::begin(beside_reference), std::end(beside_reference), known)) {
                return "beside $ref only title, description, default and examples may stand: use allOf";
            }
        }
        if (!target->is_string() || find_definition(text_.root, target->get_string()) == nullptr) {
            return "a $ref leads nowhere";
        }
        return {};
    }

    std::string pattern(const json::object& schema) {
        const json::value* given = schema.if_contains("pattern");
        if (given == nullptr) return {};
        const json::value* most = schema.if_contains("maxLength");
        const bool bounded = most != nullptr && most->is_int64() && most->get_int64() >= 0 &&
                             most->get_int64() <= static_cast<std::int64_t>(max_pattern_text);
        if (!given->is_string() || !bounded) return "a pattern needs a maxLength of at most 512";
        const std::string pattern_text(given->get_string());
        text_.patterns.emplace(pattern_text, std::regex(pattern_text, std::regex::ECMAScript));
        return {};
    }

    SchemaText& text_;
};

}  // namespace

Result<SchemaText> read_schema(std::string_view schema_json) {
    json::parse_options options;
    options.max_depth = deepest_schema;
    json::error_code failed;
    SchemaText text;
    text.root = json::parse(schema_json, failed, {}, options);
    std::string wrong = failed ? "The schema is not JSON: " + failed.message() : Reading(text).at(text.root, 0);
    if (!wrong.empty()) return Problem{Refusal::internal, "schema_invalid", std::move(wrong), {}, {}};
    return text;
}

const json::value* find_definition(const json::value& root, std::string_view reference) {
    if (reference == "#") return &root;
    constexpr std::string_view prefix = "#/definitions/";
    if (reference.substr(0, prefix.size()) != prefix || !root.is_object()) return nullptr;
    const json::value* definitions = root.get_object().if_contains("definitions");
    if (definitions == nullptr || !definitions->is_object()) return nullptr;
    return definitions->get_object().if_contains(reference.substr(prefix.size()));
}

}  // namespace coexist::config
