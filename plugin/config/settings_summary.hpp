#pragma once
#include "config/settings.hpp"

#include <string>
#include <vector>

namespace coexist {

/// What a configuration leads to, a line each: the webhooks to enter at Meta or the gateway, where secrets will be
/// read (names only), the log, and which tenants differ.
std::vector<std::string> summary_of(const Settings& settings);

}  // namespace coexist
