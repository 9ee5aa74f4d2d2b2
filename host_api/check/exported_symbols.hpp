#pragma once

#include <string>
#include <vector>

#include "loader/opened_file.hpp"

namespace crm::check {

/// The names that a 64-bit little-endian ELF file defines for others, from its dynamic symbol table.
std::vector<std::string> exported_symbols(const OpenedFile& file);

}  // namespace crm::check
