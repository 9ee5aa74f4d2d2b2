#include "health/open_metrics.hpp"

#include <array>
#include <charconv>

namespace coexist {
namespace {

/// Shortest text that reads back as the same number, always with a point or an exponent: the canonical form of bounds.
std::string text_of(double number) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    std::string out(text.data(), end);
    if (out.find_first_of(".e") == std::string::npos) out += ".0";
    return out;
}

void put_escaped(std::string& out, std::string_view value) {
    for (const char letter : value) {
        if (letter == '\\' || letter == '"') out += '\\';
        if (letter == '\n') {
            out += "\\n";
        } else {
            out += letter;
        }
    }
}

}  // namespace

void OpenMetrics::family(const char* name, const char* type, const char* unit, const char* help) {
    name_ = name;
    text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
    if (*unit != '\0') text_.append("# UNIT ").append(name).append(" ").append(unit).append("\n");
    text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
}

void OpenMetrics::sample(const char* suffix, Labels labels, const std::string& number) {
    text_.append(name_).append(suffix);
    char before = '{';
    for (const auto& [label, value] : labels) {
        text_.append(1, before).append(label).append("=\"");
        put_escaped(text_, value);
        text_ += '"';
        before = ',';
    }
    if (before == ',') text_ += '}';
    text_.append(" ").append(number).append("\n");
}

void OpenMetrics::value(Labels labels, double number) {
    sample("", labels, text_of(number));
}

void OpenMetrics::histogram(const char* name, const char* unit, const char* help, const Histogram& times) {
    family(name, "histogram", unit, help);
    std::uint64_t below = 0;
    for (std::size_t bucket = 0; bucket < times.bounds().size(); ++bucket) {
        below += times.count(bucket);
        sample("_bucket", {{"le", text_of(times.bounds()[bucket])}}, std::to_string(below));
    }
    below += times.count(times.bounds().size());
    sample("_bucket", {{"le", "+Inf"}}, std::to_string(below));
    sample("_count", {}, std::to_string(below));
    sample("_sum", {}, text_of(times.sum_seconds()));
}

}  // namespace coexist
