#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>

#include "host/console/plugin_request.hpp"
#include "host/console/session.hpp"
#include "host/running/plugin_problem.hpp"

namespace crm::console {
namespace json = boost::json;
namespace {

constexpr std::string_view path = "/admin/audit";
constexpr int usual_rows = 100;
constexpr std::size_t page_rows = 200;

/// One page of a plugin's audit.
Result<json::object> page_of(const GuardedInstance& instance, const std::string& query, const std::string& actor) {
    crm_http_request request = http_request();
    request.method = str("GET");
    request.path = str(path);
    request.query = str(query);
    request.actor = str(actor);
    const Reply reply = instance.handle_http(request);
    if (!reply.ok() || reply.http_status() != 200) return problem_of(reply, "audit");
    json::error_code error;
    const json::value body = json::parse(json::string_view(reply.body().data(), reply.body().size()), error);
    const json::value* lines = !error && body.is_object() ? body.get_object().if_contains("audit") : nullptr;
    if (lines == nullptr || !lines->is_array()) {
        return Problem{"audit_unreadable", "The plugin's audit is no list.", "Report this to the plugin's vendor."};
    }
    return body.get_object();
}

bool has_audit(const Registration& registration) {
    return std::any_of(registration.routes.begin(), registration.routes.end(), [](const Route& route) {
        return path.substr(0, route.path_prefix.size()) == route.path_prefix;
    });
}

std::vector<std::string> row_of(const json::object& line) {
    std::string state = member(line, "before");
    if (line.contains("after")) state += " > " + member(line, "after");
    std::string outcome = member(line, "outcome");
    if (line.contains("times")) outcome += " x" + member(line, "times");
    if (line.contains("code")) outcome += ": " + member(line, "code");
    const std::string actor = member(line, "actor");
    return {member(line, "at"),
            actor.empty() ? "(" + member(line, "initiator") + ")" : actor,
            member(line, "origin"),
            member(line, "action"),
            member(line, "account"),
            state,
            outcome,
            member(line, "detail")};
}

/// The newest lines of one plugin, until there are `most` in `all`.
std::optional<Problem> collect(const GuardedInstance& instance, const std::string& filters, const std::string& actor,
                               std::size_t most, json::array& all) {
    for (std::string cursor; all.size() < most;) {
        const std::size_t left = std::min(most - all.size(), page_rows);
        const auto page = page_of(instance, "limit=" + std::to_string(left) + filters + cursor, actor);
        if (!page) return page.problem();
        const json::array& lines = page.value().at("audit").get_array();
        all.insert(all.end(), lines.begin(), lines.end());
        const std::string next = member(page.value(), "next_cursor");
        if (next.empty()) break;
        cursor = "&cursor=" + encoded(next);
    }
    return std::nullopt;
}

}  // namespace

int audit(const Arguments& arguments) {
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), arguments.has("json"));
    if (const auto started = session.value()->start_plugins(); !started)
        return refuse(started.problem(), arguments.has("json"));
    const auto person = session.value()->person();
    if (!person) return refuse(person.problem(), arguments.has("json"));
    std::string filters;
    for (const char* name : {"account", "actor", "action", "tenant", "since", "until"}) {
        if (arguments.has(name)) filters += std::string("&") + name + "=" + encoded(arguments.get(name));
    }
    json::array all;
    for (const auto& plugin : session.value()->plugins()) {
        if (!has_audit(plugin->plugin.registration)) continue;
        const auto most = static_cast<std::size_t>(arguments.number("limit", usual_rows));
        if (const auto problem = collect(plugin->instance, filters, person.value().actor({}), most, all)) {
            return refuse(*problem, arguments.has("json"));
        }
    }
    if (arguments.has("json")) {
        std::printf("%s\n", json::serialize(json::object{{"audit", std::move(all)}}).c_str());
        return 0;
    }
    std::vector<std::vector<std::string>> rows;
    for (const json::value& line : all) {
        if (line.is_object()) rows.push_back(row_of(line.get_object()));
    }
    print_table({"TIME", "WHO", "FROM", "ACTION", "ACCOUNT", "STATE", "OUTCOME", "DETAIL"}, std::move(rows));
    return 0;
}

}  // namespace crm::console
