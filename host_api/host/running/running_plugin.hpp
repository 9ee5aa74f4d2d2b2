#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/records/records.hpp"
#include "host/running/data_folder.hpp"
#include "host/running/guarded_instance.hpp"
#include "loader/plugin_folder.hpp"

namespace crm {

/// A loaded plugin with its opened, configured and started instance.
struct RunningPlugin {
    RunningPlugin() = default;
    ~RunningPlugin();
    RunningPlugin(const RunningPlugin&) = delete;
    RunningPlugin& operator=(const RunningPlugin&) = delete;

    LoadedPlugin plugin;
    GuardedInstance instance;
    bool started = false;
    std::string config_file;  ///< absolute; empty when there was none
    std::string mount;        ///< where its routes are, e.g. "/plugins/coexistence"; empty on the console

    const std::string& id() const { return plugin.registration.id; }
};

/// The last label of a plugin's id, which the console and the mount point use: "org.example.mail" is "mail".
std::string short_name(const std::string& id);

/// The configuration files that were given, by plugin id or short name; "" stands for the only plugin.
using ConfigFiles = std::map<std::string, std::string>;

/// Loads, opens, configures and starts installed plugins, and says what could not be.
class PluginStarter {
  public:
    PluginStarter(DataFolder folder, Records& records, ConfigFiles configs)
        : folder_(std::move(folder)), records_(records), configs_(std::move(configs)) {}

    /// `role`: "owner" for serve, "client" for a console beside it. A plugin that cannot be started is left out and
    /// told in problems().
    std::vector<std::unique_ptr<RunningPlugin>> start_all(const std::string& role);
    const std::vector<Problem>& problems() const { return problems_; }

    /// All that is installed and loads, not opened.
    std::vector<LoadedPlugin> load_all();

  private:
    Result<std::unique_ptr<RunningPlugin>> start(const LoadedPlugin& plugin, const std::string& role, bool only);
    /// The file given now, or the one that serve was given last; empty when there was none.
    std::string config_file(const std::string& id, bool only, const std::string& role);

    DataFolder folder_;
    Records& records_;
    ConfigFiles configs_;
    std::vector<Problem> problems_;
};

}  // namespace crm
