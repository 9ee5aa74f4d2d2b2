#pragma once
#include "api/api.hpp"
#include "entry/foundation.hpp"
#include "entry/provision.hpp"

namespace coexist {

/// Copies the state beside itself, applies what waits in the copy's journal, builds the copy's fold anew and compares
/// the two. The state that is worked on is only read; the copy is taken away. Any process may do so; it lasts as long
/// as applying the whole journal, and takes as much space as the state. Problems: rebuild_failed.
Result<RebuildComparison> compare_with_rebuilt(Foundation& foundation, const Provision& provision);

}  // namespace coexist
