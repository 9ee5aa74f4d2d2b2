#pragma once

#include <optional>

#include "loader/opened_file.hpp"
#include "loader/problem.hpp"

namespace crm {

/// Whether the file can be mapped by this process at all, read from its own headers: dlopen() of a file that ends
/// too early is a SIGBUS, and its words for the other cases say little.
/// Problems: not_elf, wrong_architecture, not_a_shared_object, truncated.
std::optional<Problem> check_elf(const OpenedFile& file);

}  // namespace crm
