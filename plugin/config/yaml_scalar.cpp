#include "config/yaml_scalar.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

namespace coexist::config {
namespace {

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::string_view digits = text;
    if (digits.front() == '-') digits.remove_prefix(1);
    if (digits.empty() || (digits.front() == '0' && digits.size() > 1)) return {};
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return {};
    return number;
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?, with a point or an exponent.
std::optional<double> fraction(std::string_view text) {
    if (text.front() == '+') text.remove_prefix(1);
    const bool has_mark = text.find_first_of(".eE") != std::string_view::npos;
    const bool only_number = text.find_first_not_of("0123456789.eE+-") == std::string_view::npos;
    if (text.empty() || !has_mark || !only_number) return {};
    const std::string_view unsigned_text = text.front() == '-' ? text.substr(1) : text;
    if (unsigned_text.empty() || !(is_digit(unsigned_text.front()) || unsigned_text.front() == '.')) return {};
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return {};
    return number;
}

}  // namespace

boost::json::value plain_scalar(std::string_view text) {
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
    if (text == "true" || text == "True" || text == "TRUE") return true;
    if (text == "false" || text == "False" || text == "FALSE") return false;
    if (const auto number = whole_number(text)) return *number;
    if (const auto number = fraction(text)) return *number;
    return boost::json::string(text);
}

}  // namespace coexist::config
