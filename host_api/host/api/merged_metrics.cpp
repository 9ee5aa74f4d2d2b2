#include "host/api/merged_metrics.hpp"

namespace crm {
namespace {

/// The family that a line of metadata ("# TYPE NAME ...") belongs to; empty for any other line.
std::string_view family_of(std::string_view line) {
    if (line.substr(0, 7) != "# TYPE " && line.substr(0, 7) != "# UNIT " && line.substr(0, 7) != "# HELP ") return {};
    line.remove_prefix(7);
    return line.substr(0, line.find(' '));
}

}  // namespace

void MergedMetrics::add(std::string_view text) {
    std::set<std::string, std::less<>> own;
    std::string_view family;
    bool told_before = false;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(line.size() < text.size() ? line.size() + 1 : line.size());
        if (line.empty() || line == "# EOF") continue;
        if (const std::string_view next = family_of(line); !next.empty() && next != family) {
            family = next;
            told_before = families_.count(family) > 0;
            own.emplace(family);
        }
        if (!told_before) text_.append(line).append("\n");
    }
    families_.merge(own);
}

}  // namespace crm
