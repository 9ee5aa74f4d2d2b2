#include "host/running/reload.hpp"

#include <boost/json.hpp>
#include <sstream>

#include "host/running/config_file.hpp"
#include "host/running/log.hpp"
#include "host/running/plugin_problem.hpp"
#include "loader/first_calls.hpp"
#include "loader/thrown.hpp"

namespace crm {
namespace json = boost::json;
namespace {

constexpr const char* component = "reload";

void refused(const RunningPlugin& plugin, const Problem& problem) {
    log(CRM_LOG_ERROR, component, plugin.id() + " goes on with its former configuration; the new one is refused:");
    std::istringstream lines(problem.detail);
    for (std::string line; std::getline(lines, line);) log(CRM_LOG_ERROR, component, line);
    if (!problem.next.empty()) log(CRM_LOG_ERROR, component, problem.next);
}

void reload(RunningPlugin& plugin) {
    if (plugin.config_file.empty()) {
        return log(CRM_LOG_INFO, component, plugin.id() + " has no configuration file: nothing to read again");
    }
    const Result<std::string> text = read_config_file(plugin.config_file);
    if (!text) return refused(plugin, text.problem());
    Reply configured;
    const auto thrown =
        thrown_by([&] { configured = plugin.instance.configure(document(text.value(), plugin.config_file)); });
    if (thrown) return refused(plugin, plugin_throws(plugin.plugin.file, "configure", *thrown));
    if (!configured.ok()) return refused(plugin, problem_of(configured, plugin.config_file));
    log_warnings(configured, plugin.config_file);
    log(CRM_LOG_INFO, component, plugin.id() + " has taken " + plugin.config_file);
}

}  // namespace

void reload_configurations(const std::vector<std::unique_ptr<RunningPlugin>>& plugins) {
    for (const auto& plugin : plugins) reload(*plugin);
}

void log_warnings(const Reply& configured, const std::string& file) {
    json::error_code error;
    const json::value answer =
        json::parse(json::string_view(configured.body().data(), configured.body().size()), error);
    if (error || !answer.is_object()) return;
    const json::value* warnings = answer.get_object().if_contains("warnings");
    if (warnings == nullptr || !warnings->is_array()) return;
    for (const json::value& each : warnings->get_array()) log(CRM_LOG_WARN, "config", told(each, file, ""));
}

}  // namespace crm
