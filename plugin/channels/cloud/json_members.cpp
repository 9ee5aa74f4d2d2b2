#include "channels/cloud/json_members.hpp"

#include <charconv>

namespace coexist::cloud::json {
namespace {

std::optional<std::int64_t> whole_number(std::string_view digits) {
    std::int64_t number = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, number);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return number;
}

std::int64_t integer(const element& value) {
    std::int64_t number = 0;
    if (value.get(number) == simdjson::SUCCESS) return number;
    std::string_view digits;
    if (value.get(digits) == simdjson::SUCCESS) return whole_number(digits).value_or(0);
    return 0;
}

}  // namespace

std::optional<element> member(const object& parent, std::string_view key) {
    element found;
    if (parent.at_key(key).get(found) != simdjson::SUCCESS || found.is_null()) return std::nullopt;
    return found;
}

std::optional<object> object_at(const object& parent, std::string_view key) {
    object found;
    if (parent.at_key(key).get(found) != simdjson::SUCCESS) return std::nullopt;
    return found;
}

std::optional<array> array_at(const object& parent, std::string_view key) {
    array found;
    if (parent.at_key(key).get(found) != simdjson::SUCCESS) return std::nullopt;
    return found;
}

std::string text(const element& value) {
    std::string_view string;
    if (value.get(string) == simdjson::SUCCESS) return std::string(string);
    return value.is_number() ? minified(value) : std::string();
}

std::string text_at(const object& parent, std::string_view key) {
    const auto found = member(parent, key);
    return found ? text(*found) : std::string();
}

std::string_view string_at(const object& parent, std::string_view key) {
    std::string_view string;
    if (parent.at_key(key).get(string) != simdjson::SUCCESS) return {};
    return string;
}

bool true_at(const object& parent, std::string_view key) {
    bool yes = false;
    if (parent.at_key(key).get(yes) == simdjson::SUCCESS) return yes;
    return string_at(parent, key) == "true";
}

std::int64_t integer_at(const object& parent, std::string_view key) {
    const auto found = member(parent, key);
    return found ? integer(*found) : 0;
}

std::int64_t seconds_at(const object& parent, std::string_view key) {
    constexpr std::int64_t year_5000 = 95'617'584'000;
    const std::int64_t told = integer_at(parent, key);
    if (told > year_5000) return told / 1000 < year_5000 ? told / 1000 : 0;
    return told > 0 ? told : 0;
}

std::string minified(const element& value) {
    return simdjson::minify(value);
}

}  // namespace coexist::cloud::json
