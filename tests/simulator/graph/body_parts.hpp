#pragma once
#include "json_read.hpp"

#include <string>
#include <string_view>

namespace sim::graph {

/// 131008: a required parameter is missing.
[[noreturn]] void missing(const std::string& parameter);
/// 131009: a value is not valid.
[[noreturn]] void invalid(const std::string& details);

std::size_t code_points(std::string_view text);

/// The object under a name: 131008 if it is missing, 100 if it is something else.
const json::object& part(const json::object& body, const std::string& name);
/// A text that must not be empty; `shown`: its name in the refusal.
std::string required_text(const json::object& object, const std::string& key, const std::string& shown);
/// The same, of at most so many characters (100).
std::string bounded(const json::object& object, const std::string& key, const std::string& shown, std::size_t most);

}  // namespace sim::graph
