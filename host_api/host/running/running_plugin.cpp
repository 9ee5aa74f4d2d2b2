#include "host/running/running_plugin.hpp"

#include <boost/json.hpp>

#include "host/running/config_file.hpp"
#include "host/running/log.hpp"
#include "host/running/plugin_problem.hpp"
#include "host/running/reload.hpp"
#include "loader/first_calls.hpp"
#include "loader/thrown.hpp"

namespace crm {
RunningPlugin::~RunningPlugin() {
    constexpr std::uint32_t deadline_ms = 5000;
    if (started) instance.stop(deadline_ms);
}

std::string short_name(const std::string& id) {
    return id.substr(id.rfind('.') + 1);
}

std::vector<LoadedPlugin> PluginStarter::load_all() {
    FolderScan scan = scan_plugins(folder_.plugin_files());
    problems_.insert(problems_.end(), scan.problems.begin(), scan.problems.end());
    std::vector<LoadedPlugin> loaded;
    const Probe probe = Probe::of_this_program();
    for (const InstalledPlugin& installed : scan.plugins) {
        Result<LoadedPlugin> plugin = load_plugin(installed, probe);
        if (plugin) {
            loaded.push_back(std::move(plugin.value()));
        } else {
            problems_.push_back(plugin.problem());
        }
    }
    return loaded;
}

std::vector<std::unique_ptr<RunningPlugin>> PluginStarter::start_all(const std::string& role) {
    std::vector<std::unique_ptr<RunningPlugin>> running;
    const std::vector<LoadedPlugin> loaded = load_all();
    for (const LoadedPlugin& plugin : loaded) {
        std::optional<Result<std::unique_ptr<RunningPlugin>>> started;
        const auto thrown = thrown_by([&] { started.emplace(start(plugin, role, loaded.size() == 1)); });
        if (thrown) {  // by this host: each call into the plugin is guarded by its name
            problems_.push_back({"plugin_not_started",
                                 plugin.registration.id + " could not be started: " + *thrown + ".",
                                 "Check the data folder's rights and the space on its disk."});
        } else if (*started) {
            running.push_back(std::move(started->value()));
        } else {
            problems_.push_back(started->problem());
        }
    }
    return running;
}

std::string PluginStarter::config_file(const std::string& id, bool only, const std::string& role) {
    const std::string setting = "config:" + id;
    for (const std::string& name : {id, short_name(id), std::string()}) {
        const auto given = configs_.find(name);
        if (given == configs_.end() || (name.empty() && !only)) continue;
        std::string file = std::filesystem::absolute(given->second).string();
        if (role == "owner") records_.set_setting(setting, file);
        return file;
    }
    return records_.setting(setting);
}

Result<std::unique_ptr<RunningPlugin>> PluginStarter::start(const LoadedPlugin& plugin, const std::string& role,
                                                            bool only) {
    auto running = std::make_unique<RunningPlugin>();
    running->plugin = plugin;
    const std::string file = config_file(running->id(), only, role);
    running->config_file = file;
    std::string text = "{}";
    if (!file.empty()) {
        Result<std::string> read = read_config_file(file);
        if (!read) return read.problem();
        text = std::move(read.value());
    }
    const std::filesystem::path state = std::filesystem::absolute(folder_.plugin_state(running->id()));
    std::filesystem::create_directories(state);
    const std::string options =
        boost::json::serialize(boost::json::object{{"state", "sqlite:" + state.string()}, {"role", role}});
    Reply opened;
    auto thrown =
        thrown_by([&] { opened = running->instance.open(*plugin.table, running->id(), &host_services(), options); });
    if (thrown) return plugin_throws(plugin.file, "open", *thrown);
    if (!running->instance) return problem_of(opened, running->id());
    Reply configured;
    thrown = thrown_by(
        [&] { configured = running->instance.configure(document(text, file.empty() ? "(no configuration)" : file)); });
    if (thrown) return plugin_throws(plugin.file, "configure", *thrown);
    if (!configured.ok()) return problem_of(configured, file);
    if (role == "owner") log_warnings(configured, file);
    Reply started;
    thrown = thrown_by([&] { started = running->instance.start(); });
    if (thrown) return plugin_throws(plugin.file, "start", *thrown);
    if (!started.ok()) return problem_of(started, running->id());
    running->started = true;
    return running;
}

}  // namespace crm
