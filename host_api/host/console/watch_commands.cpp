#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>

#include "host/api/merged_metrics.hpp"
#include "host/console/session.hpp"
#include "host/running/console_door.hpp"

namespace crm::console {
namespace json = boost::json;
namespace {

/// Gives each plugin, opened as a client, to `ask`: what only the memory of a serve knows is not to be had so.
template <class Ask>
Result<bool> ask_as_client(const Arguments& arguments, const Ask& ask) {
    auto session = Session::open(arguments);
    if (!session) return session.problem();
    if (const auto started = session.value()->start_plugins(); !started) return started.problem();
    for (const auto& plugin : session.value()->plugins()) ask(*plugin);
    return true;
}

json::value parsed(std::string_view text) {
    json::error_code error;
    json::value document = json::parse(json::string_view(text.data(), text.size()), error);
    if (error || !document.is_object()) return json::object{{"status", "fail"}, {"checks", json::object{}}};
    return document;
}

void print_health(std::string_view id, const json::object& health, bool by_serve) {
    std::printf(
        "%s: %s, %s\n", one_line(std::string(id)).c_str(), member(health, "status").c_str(),
        by_serve ? "as the running serve tells" : "seen from beside: no serve runs here, or it does not answer");
    std::vector<std::vector<std::string>> rows;
    const json::value* checks = health.if_contains("checks");
    if (checks != nullptr && checks->is_object()) {
        for (const auto& [name, check] : checks->get_object()) {
            if (!check.is_object()) continue;
            const json::object& said = check.get_object();
            rows.push_back({std::string(name), member(said, "status"), member(said, "detail")});
        }
    }
    print_table({"CHECK", "STATUS", "WHAT"}, std::move(rows));
    const json::value* problems = health.if_contains("problems");
    if (problems == nullptr || !problems->is_array() || problems->get_array().empty()) return;
    std::puts("What to do:");
    for (const json::value& problem : problems->get_array()) {
        if (!problem.is_object()) continue;
        const json::object& said = problem.get_object();
        std::printf("  %s (%s): %s\n", member(said, "check").c_str(), member(said, "code").c_str(),
                    one_line(member(said, "next")).c_str());
    }
}

/// One sample as people read it. Of a histogram its number and its mean.
struct Figure {
    std::string name;
    std::string labels;
    std::string value;
};

bool take_end(std::string& name, std::string_view end) {
    if (name.size() <= end.size() || name.compare(name.size() - end.size(), end.size(), end) != 0) return false;
    name.resize(name.size() - end.size());
    return true;
}

Figure figure_of(const std::string& line) {
    const std::size_t brace = line.find('{');
    const std::size_t end = std::min(brace, line.find(' '));
    Figure figure{line.substr(0, end), {}, line.substr(line.rfind(' ') + 1)};
    if (brace != std::string::npos) figure.labels = line.substr(brace + 1, line.rfind('}') - brace - 1);
    return figure;
}

std::vector<Figure> figures_in(const std::string& text, const std::string& wanted) {
    std::vector<Figure> figures;
    std::map<std::string, std::string> counts;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line.front() == '#') continue;
        Figure figure = figure_of(line);
        if (figure.name.find(wanted) == std::string::npos || take_end(figure.name, "_bucket")) continue;
        if (take_end(figure.name, "_count")) {
            counts[figure.name] = figure.value;
            continue;
        }
        if (take_end(figure.name, "_sum")) {
            const double count = std::strtod(counts[figure.name].c_str(), nullptr);
            std::ostringstream words;
            words << counts[figure.name] << " times";
            if (count > 0) words << ", mean " << std::strtod(figure.value.c_str(), nullptr) / count;
            figure.value = words.str();
        }
        figures.push_back(std::move(figure));
    }
    return figures;
}

void print_figures(const std::vector<Figure>& figures, bool as_json) {
    if (as_json) {
        json::array all;
        for (const Figure& each : figures) {
            all.push_back(json::object{{"name", each.name}, {"labels", each.labels}, {"value", each.value}});
        }
        std::printf("%s\n", json::serialize(json::object{{"metrics", std::move(all)}}).c_str());
        return;
    }
    std::vector<std::vector<std::string>> rows;
    rows.reserve(figures.size());
    for (const Figure& each : figures) rows.push_back({each.name, each.labels, each.value});
    print_table({"METRIC", "OF", "VALUE"}, std::move(rows));
}

}  // namespace

int health(const Arguments& arguments) {
    json::object plugins;
    const auto answer = ask_running_serve(data_folder(arguments), "/api/health");
    const bool by_serve = answer && answer->status == 200;
    if (by_serve) {
        const json::value told = parsed(answer->body);
        const json::value* all = told.get_object().if_contains("plugins");
        if (all != nullptr && all->is_object()) plugins = all->get_object();
    } else {
        const auto asked = ask_as_client(arguments, [&](const RunningPlugin& plugin) {
            plugins[plugin.id()] = parsed(plugin.instance.health().body());
        });
        if (!asked) return refuse(asked.problem(), arguments.has("json"));
    }
    bool failed = false;
    for (const auto& [id, told] : plugins) failed = failed || member(told.get_object(), "status") == "fail";
    if (arguments.has("json")) {
        const json::object document{{"by", by_serve ? "serve" : "client"}, {"plugins", plugins}};
        std::printf("%s\n", json::serialize(document).c_str());
    } else {
        for (const auto& [id, told] : plugins) print_health(id, told.get_object(), by_serve);
    }
    return failed ? 1 : 0;
}

int metrics(const Arguments& arguments) {
    std::string text;
    const auto answer = ask_running_serve(data_folder(arguments), "/metrics");
    if (answer && answer->status == 200) {
        text = answer->body;
    } else {
        MergedMetrics merged;
        const auto asked = ask_as_client(arguments, [&](const RunningPlugin& plugin) {
            const Reply reply = plugin.instance.metrics();
            if (reply.ok()) merged.add(reply.body());
        });
        if (!asked) return refuse(asked.problem(), arguments.has("json"));
        text = merged.finish();
    }
    if (arguments.has("raw")) {
        std::fputs(text.c_str(), stdout);
        return 0;
    }
    print_figures(figures_in(text, arguments.words.empty() ? std::string() : arguments.words[0]),
                  arguments.has("json"));
    return 0;
}

}  // namespace crm::console
