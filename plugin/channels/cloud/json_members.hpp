#pragma once
#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Tolerant access to a parsed webhook: a member that is absent, null or of another kind reads as nothing.
/// Nothing here throws but for want of memory.
namespace coexist::cloud::json {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

std::optional<element> member(const object& parent, std::string_view key);
std::optional<object> object_at(const object& parent, std::string_view key);
std::optional<array> array_at(const object& parent, std::string_view key);

/// A string as it is, a number in digits: ids come in both forms. Empty otherwise.
std::string text(const element& value);
std::string text_at(const object& parent, std::string_view key);

/// A string without a copy; empty if the member is no string. Lives as long as the parsed document.
std::string_view string_at(const object& parent, std::string_view key);

/// Whether the member is true; text that says so counts too.
bool true_at(const object& parent, std::string_view key);

/// A whole number, written as number or text; 0 otherwise.
std::int64_t integer_at(const object& parent, std::string_view key);

/// A point in time in Unix seconds, written as number or text; what only makes sense as milliseconds is taken
/// for such. 0 if there is none that makes sense.
std::int64_t seconds_at(const object& parent, std::string_view key);

/// The JSON without blanks, members in the order in which they came.
std::string minified(const element& value);

}  // namespace coexist::cloud::json
