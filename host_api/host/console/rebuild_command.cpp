#include <boost/json.hpp>
#include <cstdio>

#include "host/console/plugin_request.hpp"
#include "host/console/session.hpp"

namespace crm::console {
namespace json = boost::json;
namespace {

constexpr const char* rebuild_path = "/admin/rebuild";

void print(const std::string& id, const json::object& found) {
    const bool equal = member(found, "equal") == "true";
    std::printf("%s: %s of %s subjects differ from what the journal tells\n", id.c_str(),
                equal ? "none" : member(found, "differing").c_str(), member(found, "compared").c_str());
    if (const json::value* subjects = found.if_contains("subjects"); subjects != nullptr && subjects->is_array()) {
        for (const json::value& subject : subjects->get_array()) {
            if (subject.is_string()) std::printf("  %s\n", subject.get_string().c_str());
        }
    }
    if (member(found, "adopted") == "true") {
        std::puts(
            "Next: restart crm-host serve; it builds the state anew, and every reader of the feed is told everything.");
    } else if (!equal) {
        std::puts(
            "Next: to take over what the journal tells, run crm-host rebuild --adopt and restart crm-host serve.");
    }
}

}  // namespace

int rebuild(const Arguments& arguments) {
    const bool as_json = arguments.has("json");
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), as_json);
    if (const auto started = session.value()->start_plugins(); !started) return refuse(started.problem(), as_json);
    const Person person = session.value()->directory().console();
    json::object body;
    if (arguments.has("adopt")) body["adopt"] = true;
    json::object all;
    int code = 0;
    for (const auto& plugin : session.value()->plugins()) {
        const auto found = post(*plugin, rebuild_path, body, person, arguments.all("header"));
        if (!found && found.problem().code == not_offered) continue;
        if (!found) return refuse(found.problem(), as_json);
        if (member(found.value(), "equal") != "true") code = 1;
        if (!as_json) print(plugin->id(), found.value());
        all[plugin->id()] = found.value();
    }
    if (as_json) std::printf("%s\n", json::serialize(all).c_str());
    return code;
}

}  // namespace crm::console
