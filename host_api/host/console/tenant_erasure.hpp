#pragma once

#include "host/console/command.hpp"

namespace crm::console {

/// crm-host erase --tenant: asks every plugin that can, and waits until it is done.
int erase_tenant(const Arguments& arguments);

}  // namespace crm::console
