#include "channels/cloud/graph_json.hpp"

#include <charconv>
#include <utility>

namespace coexist::cloud::graph_json {

std::optional<boost::json::object> parse_object(std::string_view body) {
    boost::json::error_code error;
    boost::json::value value = boost::json::parse({body.data(), body.size()}, error);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.get_object());
}

const boost::json::object* object_at(const boost::json::object& parent, std::string_view key) {
    const boost::json::value* value = parent.if_contains({key.data(), key.size()});
    return value != nullptr ? value->if_object() : nullptr;
}

const boost::json::array* array_at(const boost::json::object& parent, std::string_view key) {
    const boost::json::value* value = parent.if_contains({key.data(), key.size()});
    return value != nullptr ? value->if_array() : nullptr;
}

std::string text_at(const boost::json::object& parent, std::string_view key) {
    const boost::json::value* value = parent.if_contains({key.data(), key.size()});
    if (value == nullptr) return {};
    if (const auto* text = value->if_string()) return {text->data(), text->size()};
    if (const auto* number = value->if_int64()) return std::to_string(*number);
    if (const auto* number = value->if_uint64()) return std::to_string(*number);
    return {};
}

std::optional<bool> bool_at(const boost::json::object& parent, std::string_view key) {
    const boost::json::value* value = parent.if_contains({key.data(), key.size()});
    const bool* flag = value != nullptr ? value->if_bool() : nullptr;
    return flag != nullptr ? std::optional(*flag) : std::nullopt;
}

std::optional<std::int64_t> integer_at(const boost::json::object& parent, std::string_view key) {
    const std::string text = text_at(parent, key);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace coexist::cloud::graph_json
