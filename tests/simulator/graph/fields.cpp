#include "fields.hpp"

#include "graph/errors.hpp"
#include "ids.hpp"

#include <algorithm>
#include <charconv>

namespace sim::graph {
namespace {

std::vector<std::string> split_fields(std::string_view fields) {
    std::vector<std::string> names;
    std::string name;
    int depth = 0;
    for (const char c : fields) {
        if (c == '{' || c == '(') ++depth;
        if (depth == 0 && c == ',') {
            names.push_back(std::move(name));
            name.clear();
        } else if (depth == 0 && c != ' ') {
            name.push_back(c);
        }
        if (c == '}' || c == ')') --depth;
    }
    names.push_back(std::move(name));
    names.erase(std::remove(names.begin(), names.end(), std::string()), names.end());
    return names;
}

std::size_t number_in(std::string_view text, std::size_t fallback) {
    std::size_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() ? number : fallback;
}

std::string cursor_of(std::size_t index) {
    return base64("row:" + std::to_string(index));
}

}  // namespace

json::object pick_fields(const json::object& whole, std::string_view fields, const std::vector<std::string>& defaults,
                         std::string_view node_type) {
    const auto names = fields.empty() ? defaults : split_fields(fields);
    json::object picked;
    for (const auto& name : names) {
        const auto* value = whole.if_contains(name);
        if (!value) {
            throw Refusal(400, {{"message", "(#100) Tried accessing nonexisting field (" + name + ") on node type (" +
                                                std::string(node_type) + ")"},
                                {"type", "OAuthException"},
                                {"code", 100}});
        }
        if (!value->is_null()) picked[name] = *value;  // known, but this object has none
    }
    picked["id"] = whole.at("id");
    return picked;
}

json::object page_of(const json::array& all, const json::object& parameters) {
    auto limit_text = text_at(parameters, "limit");
    if (const auto number = integer_at(parameters, "limit")) limit_text = std::to_string(*number);
    const auto limit = std::clamp<std::size_t>(number_in(limit_text, 25), 1, 100);
    std::size_t first = 0;
    if (const auto after = text_at(parameters, "after"); !after.empty()) {
        const auto row = base64_decode(after);
        const auto index =
            row.rfind("row:", 0) == 0 ? number_in(std::string_view(row).substr(4), all.size()) : all.size();
        if (index >= all.size()) throw refusal(131059);
        first = index + 1;
    }
    const auto end = std::min(all.size(), first + limit);
    json::array rows(all.begin() + static_cast<std::ptrdiff_t>(std::min(first, end)),
                     all.begin() + static_cast<std::ptrdiff_t>(end));
    json::object page{{"data", rows}};
    if (!rows.empty()) {
        json::object paging{{"cursors", {{"before", cursor_of(first)}, {"after", cursor_of(end - 1)}}}};
        if (end < all.size()) paging["next"] = "https://graph.facebook.com/?after=" + cursor_of(end - 1);
        page["paging"] = std::move(paging);
    }
    return page;
}

}  // namespace sim::graph
