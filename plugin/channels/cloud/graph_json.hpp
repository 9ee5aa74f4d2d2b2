#pragma once
#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Tolerant access to the small documents that Graph answers with: a member that is absent or of another kind reads
/// as nothing.
namespace coexist::cloud::graph_json {

/// The object that a whole body is; nothing if it is no JSON or no object.
std::optional<boost::json::object> parse_object(std::string_view body);
const boost::json::object* object_at(const boost::json::object& parent, std::string_view key);
const boost::json::array* array_at(const boost::json::object& parent, std::string_view key);
/// A string as it is, a whole number in digits: gateways write ids in both forms. Empty otherwise.
std::string text_at(const boost::json::object& parent, std::string_view key);
std::optional<bool> bool_at(const boost::json::object& parent, std::string_view key);
/// A whole number, written as number or text.
std::optional<std::int64_t> integer_at(const boost::json::object& parent, std::string_view key);

}  // namespace coexist::cloud::graph_json
