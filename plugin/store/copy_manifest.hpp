#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "model/problem.hpp"

namespace coexist {

/// Writes `directory`/manifest.json: every file of a copy with its size and SHA-256, read from the disk again. The last
/// file of a copy: without it the copy is not whole. It is durable when this returns. `files`: relative paths.
/// Answers the sum of the sizes. Throws std::system_error.
std::int64_t write_copy_manifest(const std::string& directory, const std::vector<std::string>& files,
                                 std::int64_t copied_at);

/// Before a copy is worked on for the first time: compares each file with the manifest beside it, and takes the
/// manifest away, because from now on the files change. Nothing happens where there is none. Problem `copy_damaged`
/// names the first file that is not as it was written, and leaves everything as it is.
Outcome accept_copy(const std::string& directory);

}  // namespace coexist
