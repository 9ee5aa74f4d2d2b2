#include "host/running/plugin_problem.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>

namespace crm {
namespace json = boost::json;
namespace {

std::string member(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr) return {};
    if (value->is_string()) return json::value_to<std::string>(*value);
    return value->is_number() ? json::serialize(*value) : std::string();
}

/// A JSON pointer as people write it: apps.hotel.app_id; a step with other letters in quotes.
std::string dotted(const std::string& pointer) {
    std::string path;
    std::size_t begin = pointer.empty() ? std::string::npos : 0;
    while (begin != std::string::npos) {
        const std::size_t end = pointer.find('/', begin + 1);
        std::string step;
        bool plain = true;
        for (std::size_t at = begin + 1; at < std::min(end, pointer.size()); ++at) {
            const bool escape = pointer[at] == '~' && at + 1 < pointer.size();
            const char c = escape ? (pointer[++at] == '1' ? '/' : '~') : pointer[at];
            const auto byte = static_cast<unsigned char>(c);
            plain = plain && (std::isalnum(byte) != 0 || c == '_' || c == '-');
            step += byte < 0x20 || byte == 0x7F ? '?' : c;
        }
        path += (path.empty() ? "" : ".") + (plain && !step.empty() ? step : "\"" + step + "\"");
        begin = end;
    }
    return path;
}

}  // namespace

std::string told(const json::value& entry, const std::string& source, const std::string& kind) {
    if (!entry.is_object()) return source + ": " + kind + (kind.empty() ? "" : ": ") + json::serialize(entry);
    const json::object& object = entry.get_object();
    std::string text = source;
    const std::string line = member(object, "line");
    const std::string column = member(object, "column");
    if (!line.empty()) text += ":" + line;
    if (!line.empty() && !column.empty()) text += ":" + column;
    text += ": ";
    if (!kind.empty()) text += kind + ": ";
    const std::string path = dotted(member(object, "path"));
    return text + (path.empty() ? "" : path + ": ") + member(object, "detail");
}

Problem problem_of(const Reply& reply, const std::string& source) {
    const std::string_view body = reply.body();
    json::error_code error;
    const json::value document = json::parse(json::string_view(body.data(), body.size()), error);
    if (error || !document.is_object()) {
        return {"plugin_failed", "The plugin refused with status " + std::to_string(reply.status()) + " and no words.",
                "Look at the log; report this to the plugin's vendor."};
    }
    const json::object& object = document.get_object();
    Problem problem{member(object, "code"), member(object, "detail"), member(object, "next")};
    if (problem.code.empty()) problem.code = "status_" + std::to_string(-reply.status());
    if (problem.detail.empty()) problem.detail = member(object, "title");
    const json::value* errors = object.if_contains("errors");
    if (errors != nullptr && errors->is_array()) {
        for (const json::value& each : errors->get_array()) {
            problem.detail += "\n" + told(each, source, "");
        }
    }
    return problem;
}

}  // namespace crm
