#pragma once
#include <vector>

#include "play.hpp"

namespace scenes {

/// A fold that depends on the order of arrival, as people build it.
struct BrokenFold {
    const char* what;
    Breakage breakage;
};

std::vector<BrokenFold> broken_folds();

}  // namespace scenes
