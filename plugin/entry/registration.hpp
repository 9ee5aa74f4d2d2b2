#pragma once
#include <crm/plugin.h>

namespace coexist {

/// Hands channels, action sets, schemas and routes to the host. Ends at the first callback that answers negative, with
/// its answer.
crm_status register_with(const crm_registrar* registrar);

}  // namespace coexist
