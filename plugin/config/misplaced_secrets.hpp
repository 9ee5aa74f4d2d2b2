#pragma once
#include "model/problem.hpp"

#include <boost/json/value.hpp>
#include <string_view>
#include <vector>

namespace coexist::config {

/// Values and names of a configuration that look like a secret: errors without line and column. They never repeat
/// the value; the path may hold it (see hide_secrets).
std::vector<ProblemError> misplaced_secrets(const boost::json::value& document);

/// Comments that hold what looks like a secret: warnings with their line.
std::vector<ProblemError> secrets_in_comments(std::string_view text);

/// Takes out of paths and words what looks like a secret. Ids of tenants may look like hex and are left.
void hide_secrets(std::vector<ProblemError>& errors);

}  // namespace coexist::config
