#pragma once

#include <string>

#include "loader/problem.hpp"

namespace crm {

/// The text of a plugin's configuration file, at most 8 MiB of it; also from a pipe.
/// Problems: config_unreadable (not there, a folder, no right to read), config_too_large.
Result<std::string> read_config_file(const std::string& path);

}  // namespace crm
