#pragma once
#include <string>

namespace coexist {

/// Brings what was written to a file onto the disk. Throws std::system_error.
void sync_file(const std::string& path);
/// Brings the names in a directory onto the disk. Throws std::system_error.
void sync_directory(const std::string& path);

}  // namespace coexist
