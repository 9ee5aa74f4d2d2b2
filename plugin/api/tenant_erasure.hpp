#pragma once
#include "api/call.hpp"

namespace coexist {

/// POST /admin/tenants/{tenant}/erase.
Result<HttpAnswer> erase_tenant(const Call& call);

}  // namespace coexist
