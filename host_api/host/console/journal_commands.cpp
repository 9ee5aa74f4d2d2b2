#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cstdio>

#include "host/console/plugin_request.hpp"
#include "host/console/session.hpp"

namespace crm::console {
namespace json = boost::json;
namespace {

constexpr std::size_t usual_rows = 100;
constexpr std::size_t page_rows = 200;

/// The plugins of this console, opened, and who asks.
struct Opened {
    std::unique_ptr<Session> session;
    Person person;
};

Result<Opened> open(const Arguments& arguments) {
    auto session = Session::open(arguments);
    if (!session) return session.problem();
    if (const auto started = session.value()->start_plugins(); !started) return started.problem();
    auto person = session.value()->person();
    if (!person) return person.problem();
    return Opened{std::move(session.value()), person.value()};
}

std::string row_path(const Arguments& arguments) {
    return "/admin/journal/rows/" + encoded(arguments.words[0]) + "/" + encoded(arguments.words[1]);
}

Problem nowhere() {
    return {"journal_row_not_found", "No plugin's journal has this row.", "Take both from crm-host journal list."};
}

}  // namespace

int journal_list(const Arguments& arguments) {
    const bool as_json = arguments.has("json");
    auto opened = open(arguments);
    if (!opened) return refuse(opened.problem(), as_json);
    std::string filters;
    for (const char* name : {"segment", "kind", "road", "since", "until"}) {
        if (arguments.has(name)) filters += std::string("&") + name + "=" + encoded(arguments.get(name));
    }
    const auto most = static_cast<std::size_t>(arguments.number("limit", usual_rows));
    json::array all;
    for (const auto& plugin : opened.value().session->plugins()) {
        for (std::string cursor; all.size() < most;) {
            const std::string limit = "limit=" + std::to_string(std::min(most - all.size(), page_rows));
            const auto page = get(*plugin, "/admin/journal/rows", limit + filters + cursor, opened.value().person);
            if (!page && page.problem().code == not_offered) break;
            if (!page) return refuse(page.problem(), as_json);
            for (const json::value& row : page.value().at("rows").as_array()) all.push_back(row);
            const std::string next = member(page.value(), "next_cursor");
            if (next.empty()) break;
            cursor = "&cursor=" + encoded(next);
        }
    }
    if (as_json) {
        std::printf("%s\n", json::serialize(json::object{{"rows", std::move(all)}}).c_str());
        return 0;
    }
    std::vector<std::vector<std::string>> rows;
    for (const json::value& each : all) {
        const json::object& row = each.as_object();
        rows.push_back({member(row, "received_at"), member(row, "segment"), member(row, "row"), member(row, "kind"),
                        member(row, "lane"), member(row, "road"), member(row, "bytes"), member(row, "state")});
    }
    print_table({"RECEIVED", "SEGMENT", "ROW", "KIND", "LANE", "ROAD", "BYTES", "STATE"}, std::move(rows));
    return 0;
}

int journal_show(const Arguments& arguments) {
    const bool as_json = arguments.has("json");
    auto opened = open(arguments);
    if (!opened) return refuse(opened.problem(), as_json);
    Problem last = nowhere();
    for (const auto& plugin : opened.value().session->plugins()) {
        const auto row = get(*plugin, row_path(arguments), {}, opened.value().person);
        if (!row) {
            if (row.problem().code != not_offered) last = row.problem();
            continue;
        }
        if (as_json) {
            std::printf("%s\n", json::serialize(row.value()).c_str());
        } else {
            for (const char* name : {"received_at", "kind", "lane", "road", "state"}) {
                if (row.value().contains(name)) std::printf("%s: %s\n", name, member(row.value(), name).c_str());
            }
            std::printf("\n%s\n", one_line(member(row.value(), "body")).c_str());
        }
        return 0;
    }
    return refuse(last, as_json);
}

namespace {

int replay_unknown(const Arguments& arguments) {
    const bool as_json = arguments.has("json");
    auto opened = open(arguments);
    if (!opened) return refuse(opened.problem(), as_json);
    json::object all;
    for (const auto& plugin : opened.value().session->plugins()) {
        const auto asked = post(*plugin, "/admin/unknown/replay", {}, opened.value().person, {});
        if (!asked && asked.problem().code == not_offered) continue;
        if (!asked) return refuse(asked.problem(), as_json);
        all[plugin->id()] = asked.value();
        if (as_json) continue;
        std::printf("%s: asked for %s deliveries. crm-host audit --action replay_unknown tells what came of it.\n",
                    plugin->id().c_str(), member(asked.value(), "deliveries").c_str());
    }
    if (as_json) std::printf("%s\n", json::serialize(all).c_str());
    return 0;
}

Problem no_row_named() {
    return {"row_missing", "It was not said which delivery is to be read again.",
            "Name its SEGMENT and ROW, as crm-host journal list tells them, or say --unknown."};
}

}  // namespace

int journal_replay(const Arguments& arguments) {
    const bool as_json = arguments.has("json");
    if (arguments.has("unknown") && arguments.words.empty()) return replay_unknown(arguments);
    if (arguments.words.size() != 2 || arguments.has("unknown")) return refuse(no_row_named(), as_json);
    auto opened = open(arguments);
    if (!opened) return refuse(opened.problem(), as_json);
    const std::string& word = arguments.words[1];
    std::int64_t number = 0;
    std::from_chars(word.data(), word.data() + word.size(), number);
    Problem last = nowhere();
    for (const auto& plugin : opened.value().session->plugins()) {
        const auto asked = post(*plugin, "/admin/journal/replay", {{"segment", arguments.words[0]}, {"row", number}},
                                opened.value().person, {});
        if (!asked) {
            if (asked.problem().code != not_offered) last = asked.problem();
            continue;
        }
        if (as_json) {
            std::printf("%s\n", json::serialize(asked.value()).c_str());
        } else {
            std::puts("Asked for. crm-host audit --action replay_row tells what came of it.");
        }
        return 0;
    }
    return refuse(last, as_json);
}

int journal_verify(const Arguments& arguments) {
    const bool as_json = arguments.has("json");
    auto opened = open(arguments);
    if (!opened) return refuse(opened.problem(), as_json);
    int code = 0;
    json::object all;
    for (const auto& plugin : opened.value().session->plugins()) {
        const auto found =
            post(*plugin, "/admin/journal/verify", {}, opened.value().session->directory().console(), {});
        if (!found && found.problem().code == not_offered) continue;
        if (!found) return refuse(found.problem(), as_json);
        if (member(found.value(), "faults") != "0") code = 1;
        all[plugin->id()] = found.value();
        if (as_json) continue;
        const json::array& segments = found.value().at("segments").as_array();
        std::printf("%s: %s faults in %zu files\n", plugin->id().c_str(), member(found.value(), "faults").c_str(),
                    segments.size());
        for (const json::value& segment : segments) {
            for (const json::value& fault : segment.as_object().at("faults").as_array()) {
                std::printf("  %s: %s\n", member(segment.as_object(), "segment").c_str(),
                            one_line(std::string(fault.as_string())).c_str());
            }
        }
    }
    if (as_json) std::printf("%s\n", json::serialize(all).c_str());
    return code;
}

}  // namespace crm::console
