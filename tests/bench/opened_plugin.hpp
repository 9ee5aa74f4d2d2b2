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

/// list_actions of the channel `provider`, for one person who may see everything of the tenant "harbour".
class ActionList {
  public:
    /// Throws std::runtime_error if the plugin has no such channel.
    ActionList(const OpenedPlugin& opened, std::string_view provider);

    /// Answers the reply's length in bytes. Throws std::runtime_error if it is refused.
    std::size_t ask(std::string_view account) const;

  private:
    const OpenedPlugin& opened_;
    const crm_channel_handler* handler_ = nullptr;
};

}  // namespace bench
