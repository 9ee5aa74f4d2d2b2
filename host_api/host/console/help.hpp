#pragma once

#include "host/console/command.hpp"

namespace crm::console {

/// All commands, one line each.
void print_overview();

/// One command: usage, what it does, its options, examples.
void print_help(const Command& command);

}  // namespace crm::console
