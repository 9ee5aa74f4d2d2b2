#pragma once
#include <string>

namespace fixtures {

/// The bytes of tests/fixtures/<path>.
std::string read(const std::string& path);

}  // namespace fixtures
