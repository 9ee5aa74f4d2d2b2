#pragma once
#include <string>

namespace coexist {

/// Brings what was written to a file onto the disk. Throws std::system_error.
void sync_file(const std::string& path);
/// Brings the names in a directory onto the disk. Throws std::system_error.
void sync_directory(const std::string& path);
/// The same for every directory above `path`, an absolute path: a new directory is lost at a power cut, with all in it,
/// until the one that holds its name was synced. Those that this user may not read were there before and are passed
/// over. Throws std::system_error when a disk fails.
void sync_directories_above(const std::string& path);

}  // namespace coexist
