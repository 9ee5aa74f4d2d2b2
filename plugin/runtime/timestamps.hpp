#pragma once
#include <cstdint>
#include <string>

namespace coexist {

/// RFC 3339 in UTC with milliseconds where they are not zero: "2026-11-20T11:22:00Z".
std::string rfc3339(std::int64_t unix_ms);

}  // namespace coexist
