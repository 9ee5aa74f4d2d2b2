#pragma once

#include <memory>
#include <vector>

#include "host/running/running_plugin.hpp"

namespace crm {

/// Reads every plugin's configuration file again and gives it to its running instance, which takes it as a whole or
/// goes on with the former one. The log tells of each what became of it. On the thread that controls the plugins.
void reload_configurations(const std::vector<std::unique_ptr<RunningPlugin>>& plugins);

/// Puts the warnings of an accepted configuration into the log.
void log_warnings(const Reply& configured, const std::string& file);

}  // namespace crm
