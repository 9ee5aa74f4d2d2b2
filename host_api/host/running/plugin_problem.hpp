#pragma once

#include <crm/plugin_host.hpp>

#include <boost/json/fwd.hpp>
#include <string>

#include "loader/problem.hpp"

namespace crm {

/// One entry of a plugin's "errors" or "warnings": "SOURCE:LINE:COLUMN: KIND: apps.hotel.app_id: WORDS". `kind` may be
/// empty. No control characters, whatever a key holds.
std::string told(const boost::json::value& entry, const std::string& source, const std::string& kind);

/// A plugin's refusal as a problem; its listed errors are told in the detail, each on a line of its own. A body that is
/// no problem document is said to be so.
Problem problem_of(const Reply& reply, const std::string& source);

}  // namespace crm
