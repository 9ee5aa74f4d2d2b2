#pragma once
#include <string>
#include <vector>

namespace coexist {

/// Copies the files of messages of the state in `from` into the copy of it in `to`; answers their paths below either.
/// Called after the state itself was copied: a file is there before the state refers to it. What is still coming in is
/// nobody's yet and stays out. The copies are durable when this returns. Throws std::system_error.
std::vector<std::string> copy_media(const std::string& from, const std::string& to);

}  // namespace coexist
