#pragma once
#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Tolerant reads from a JSON object: a missing key and a wrong type both give the fallback.
namespace sim {

namespace json = boost::json;

inline const json::object& no_members() {
    static const json::object none;
    return none;
}

inline std::string text_at(const json::object& object, std::string_view key, std::string_view fallback = {}) {
    const auto* value = object.if_contains(key);
    const auto* text = value ? value->if_string() : nullptr;
    return text ? std::string(text->data(), text->size()) : std::string(fallback);
}

inline std::optional<std::int64_t> integer_at(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    if (!value || !value->is_number()) return std::nullopt;
    boost::json::error_code failure;
    const auto number = value->to_number<std::int64_t>(failure);
    return failure ? std::nullopt : std::optional(number);
}

inline bool flag_at(const json::object& object, std::string_view key, bool fallback = false) {
    const auto* value = object.if_contains(key);
    return value && value->is_bool() ? value->get_bool() : fallback;
}

inline const json::object* object_at(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value ? value->if_object() : nullptr;
}

inline const json::array* array_at(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value ? value->if_array() : nullptr;
}

}  // namespace sim
