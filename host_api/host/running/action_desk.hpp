#pragma once

#include <crm/plugin_host.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "host/records/directory.hpp"
#include "host/records/records.hpp"
#include "host/running/running_plugin.hpp"
#include "loader/problem.hpp"

namespace crm {

/// A channel and the plugin that serves it.
struct ServedChannel {
    const RunningPlugin* plugin = nullptr;
    const Channel* channel = nullptr;
};

/// Finds who serves an account or a provider, for whoever wants to act.
class ActionDesk {
  public:
    ActionDesk(const std::vector<std::unique_ptr<RunningPlugin>>& plugins, Records& records)
        : plugins_(plugins), records_(records) {}

    /// By the account's record, or else by the provider's name. `plugin` (id or short name) is needed only where two
    /// plugins have a provider of one name. Problems: account_not_found, provider_missing, provider_not_found,
    /// provider_ambiguous.
    Result<ServedChannel> find(const Person& person, const std::string& account, const std::string& provider,
                               const std::string& plugin) const;

    /// An operation as its plugin tells it now; empty when no plugin knows it for this actor.
    Reply operation(const std::string& id, const std::string& actor) const;

  private:
    const std::vector<std::unique_ptr<RunningPlugin>>& plugins_;
    Records& records_;
};

}  // namespace crm
