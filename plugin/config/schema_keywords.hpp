#pragma once
#include "model/problem.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <map>
#include <regex>
#include <string>
#include <string_view>

namespace coexist::config {

/// A string longer than this is never matched against a pattern.
inline constexpr std::size_t max_pattern_text = 512;

/// A schema whose keywords are all known, with its patterns compiled.
struct SchemaText {
    boost::json::value root;
    std::map<std::string, std::regex, std::less<>> patterns;
};

/// Reads a schema and refuses what SchemaWalk does not understand, so that the walk sees all that a validator
/// sees. Problem schema_invalid. May throw std::regex_error's base, std::exception, for a bad pattern.
Result<SchemaText> read_schema(std::string_view schema_json);

/// What "$ref": "#/definitions/NAME" (or "#") means; nothing if it is not there.
const boost::json::value* find_definition(const boost::json::value& root, std::string_view reference);

}  // namespace coexist::config
