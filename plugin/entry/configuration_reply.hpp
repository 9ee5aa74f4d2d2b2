#pragma once
#include <vector>

#include "entry/reply.hpp"
#include "model/problem.hpp"

namespace coexist {

/// {"warnings": [{path, detail, line, column}...]}
Said configuration_accepted(const std::vector<ProblemError>& warnings);

}  // namespace coexist
