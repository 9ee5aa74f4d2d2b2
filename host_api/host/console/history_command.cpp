#include <boost/json.hpp>
#include <cstdio>

#include "host/console/plugin_request.hpp"
#include "host/console/session.hpp"

namespace crm::console {
namespace json = boost::json;
namespace {

const json::object& object_in(const json::object& from, const char* name) {
    static const json::object nothing;
    const json::value* found = from.if_contains(name);
    return found != nullptr && found->is_object() ? found->get_object() : nothing;
}

const json::array& array_in(const json::object& from, const char* name) {
    static const json::array nothing;
    const json::value* found = from.if_contains(name);
    return found != nullptr && found->is_array() ? found->get_array() : nothing;
}

void line(const char* head, const std::string& text) {
    if (!text.empty()) std::printf("%-12s%s\n", head, one_line(text).c_str());
}

void print_gate(const json::object& report) {
    const json::object& gate = object_in(report, "gate");
    std::string text = member(gate, "choice") + ", from " + member(gate, "since") + " on";
    if (member(gate, "chats_left_out") != "0") text += ", without " + member(gate, "chats_left_out") + " chats";
    if (gate.contains("chosen_by")) text += ", by " + member(gate, "chosen_by") + " at " + member(gate, "chosen_at");
    line("Gate", text);
    const json::object& request = object_in(report, "request");
    text = member(request, "state");
    if (request.contains("at")) text += " at " + member(request, "at");
    if (request.contains("possible_until")) text += ", possible until " + member(request, "possible_until");
    line("Request", text);
}

void print_phases(const json::object& report) {
    std::vector<std::vector<std::string>> rows;
    for (const json::value& value : array_in(report, "phases")) {
        const json::object& phase = value.as_object();
        std::string missing;
        for (const json::value& order : array_in(phase, "missing")) {
            missing += (missing.empty() ? "" : " ") + json::serialize(order);
        }
        rows.push_back({member(phase, "phase"), member(phase, "chunks"), member(phase, "highest_chunk"),
                        missing.empty() ? "none seen" : missing});
    }
    if (!rows.empty()) print_table({"PHASE", "PIECES", "HIGHEST", "MISSING"}, std::move(rows));
}

void print(const json::object& report) {
    line("Outcome",
         member(report, "outcome") + (report.contains("ended_at") ? " at " + member(report, "ended_at") : ""));
    line("", member(report, "words"));
    line("", member(report, "unproven"));
    print_gate(report);
    line("Progress", member(report, "progress") + " percent" +
                         (report.contains("last_chunk_at") ? ", last piece " + member(report, "last_chunk_at") : ""));
    line("Messages", member(report, "messages_told") + " came with the history; " + member(report, "messages") +
                         " are known in " + member(report, "conversations") + " chats, live ones included");
    for (const json::value& files : array_in(report, "files_missing")) {
        line("Files", member(files.as_object(), "messages") + " missing: " + member(files.as_object(), "detail"));
    }
    print_phases(report);
    std::vector<std::vector<std::string>> rows;
    for (const json::value& value : array_in(report, "threads")) {
        const json::object& thread = value.as_object();
        rows.push_back({member(thread, "oldest_at"), member(thread, "messages"), member(thread, "conversation"),
                        member(thread, "contact")});
    }
    if (!rows.empty()) print_table({"OLDEST", "MESSAGES", "CHAT", "CONTACT"}, std::move(rows));
    if (report.contains("next_cursor")) std::puts("There are more chats: see --limit.");
}

}  // namespace

int history_report(const Arguments& arguments) {
    const bool as_json = arguments.has("json");
    constexpr int usual_threads = 20;
    auto session = Session::open(arguments);
    if (!session) return refuse(session.problem(), as_json);
    if (const auto started = session.value()->start_plugins(); !started) return refuse(started.problem(), as_json);
    const auto person = session.value()->person();
    if (!person) return refuse(person.problem(), as_json);
    const std::string path = "/v1/accounts/" + arguments.words[0] + "/history";
    const std::string query = "limit=" + std::to_string(arguments.number("limit", usual_threads));
    Problem refusal{"account_not_found", "No plugin has an account \"" + arguments.words[0] + "\".",
                    "Look at: crm-host accounts"};
    for (const auto& plugin : session.value()->plugins()) {
        const auto report = get(*plugin, path, query, person.value());
        if (!report) {
            if (report.problem().code != not_offered) refusal = report.problem();
            continue;
        }
        if (as_json) {
            std::printf("%s\n", json::serialize(report.value()).c_str());
        } else {
            print(report.value());
        }
        return 0;
    }
    return refuse(refusal, as_json);
}

}  // namespace crm::console
