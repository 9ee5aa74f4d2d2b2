#pragma once
#include "api/call.hpp"

namespace coexist {

/// GET /v1/signals: what was observed of numbers beside messages.
Result<HttpAnswer> list_signals(const Call& call);

}  // namespace coexist
