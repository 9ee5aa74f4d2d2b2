#pragma once
#include <vector>

#include "config/settings.hpp"
#include "entry/reply.hpp"
#include "model/problem.hpp"

namespace coexist {

/// {"warnings": [{path, detail, line, column}...], "summary": [what the configuration leads to...]}
Said configuration_accepted(const Settings& settings, const std::vector<ProblemError>& warnings);

}  // namespace coexist
