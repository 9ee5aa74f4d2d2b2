#pragma once
#include <crm/plugin.h>

#include <string>
#include <string_view>

#include "options.hpp"

namespace bench {

/// Borrowed: `text` must live as long as what it is handed to.
crm_str str(std::string_view text);

/// The plugin's library, loaded; --plugin names its file. It stays loaded.
const crm_plugin* load_plugin(const Options& options);

/// The plugin, opened on a state and started, as a host does it: --config, --directory, --role (owner).
class OpenedPlugin {
  public:
    /// Throws std::runtime_error with the plugin's own words.
    explicit OpenedPlugin(const Options& options) : OpenedPlugin(options, load_plugin(options)) {}
    OpenedPlugin(const Options& options, const crm_plugin* table);
    ~OpenedPlugin();
    OpenedPlugin(const OpenedPlugin&) = delete;
    OpenedPlugin& operator=(const OpenedPlugin&) = delete;

    [[nodiscard]] const crm_plugin* table() const { return table_; }
    [[nodiscard]] crm_instance* instance() const { return instance_; }
    [[nodiscard]] std::string metrics() const;

  private:
    const crm_plugin* table_;
    crm_instance* instance_ = nullptr;
};

/// The channel `provider`, as one person uses it who may do everything in the tenant "harbour".
class Channel {
  public:
    /// Throws std::runtime_error if the plugin has no such channel.
    Channel(const OpenedPlugin& opened, std::string_view provider);

    /// list_actions: answers the reply's length in bytes. Throws std::runtime_error if it is refused.
    std::size_t ask(std::string_view account) const;
    /// Throws std::runtime_error with the plugin's words if the action is refused. Thread-safe.
    void invoke(std::string_view account, std::string_view action, std::string_view input, std::string_view key) const;

  private:
    const OpenedPlugin& opened_;
    const crm_channel_handler* handler_ = nullptr;
};

}  // namespace bench
