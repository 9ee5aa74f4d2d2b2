#pragma once
#include "api/call.hpp"

namespace coexist {

/// POST /admin/unknown/replay: everything that was not understood is read again.
Result<HttpAnswer> replay_unknown(const Call& call);

}  // namespace coexist
