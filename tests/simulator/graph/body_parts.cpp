#include "graph/body_parts.hpp"

#include "graph/errors.hpp"

#include <algorithm>

namespace sim::graph {

void missing(const std::string& parameter) {
    throw refusal(131008, "Required parameter " + parameter + " is missing.");
}

void invalid(const std::string& details) {
    throw refusal(131009, details);
}

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

const json::object& part(const json::object& body, const std::string& name) {
    const auto* value = body.if_contains(name);
    if (!value) missing(name);
    const auto* object = value->if_object();
    if (!object) throw refusal(100, "Param " + name + " must be a JSON object.");
    return *object;
}

std::string required_text(const json::object& object, const std::string& key, const std::string& shown) {
    const auto* value = object.if_contains(key);
    if (!value) missing(shown);
    if (!value->is_string()) throw refusal(100, "Param " + shown + " must be a string.");
    auto text = text_at(object, key);
    if (text.empty()) missing(shown);
    return text;
}

std::string bounded(const json::object& object, const std::string& key, const std::string& shown, std::size_t most) {
    auto text = required_text(object, key, shown);
    if (code_points(text) > most) {
        throw refusal(100, "Param " + shown + " must be at most " + std::to_string(most) + " characters long.");
    }
    return text;
}

}  // namespace sim::graph
