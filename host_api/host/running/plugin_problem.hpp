#pragma once

#include <crm/plugin_host.hpp>

#include <string>

#include "loader/problem.hpp"

namespace crm {

/// A plugin's refusal as a problem; its listed errors are told in the detail, each on a line of its own as
/// "SOURCE:LINE:COLUMN: WORDS". A body that is no problem document is said to be so.
Problem problem_of(const Reply& reply, const std::string& source);

}  // namespace crm
