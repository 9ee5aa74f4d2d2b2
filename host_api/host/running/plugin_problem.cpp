#include "host/running/plugin_problem.hpp"

#include <boost/json.hpp>

namespace crm {
namespace json = boost::json;
namespace {

std::string member(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr) return {};
    if (value->is_string()) return json::value_to<std::string>(*value);
    return value->is_number() ? json::serialize(*value) : std::string();
}

std::string place(const json::object& error, const std::string& source) {
    std::string text = source;
    const std::string line = member(error, "line");
    const std::string column = member(error, "column");
    if (!line.empty()) text += ":" + line;
    if (!line.empty() && !column.empty()) text += ":" + column;
    const std::string path = member(error, "path");
    return text + ": " + (path.empty() ? "" : path + ": ");
}

}  // namespace

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
            if (!each.is_object()) continue;
            problem.detail += "\n" + place(each.get_object(), source) + member(each.get_object(), "detail");
        }
    }
    return problem;
}

}  // namespace crm
