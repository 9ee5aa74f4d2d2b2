#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace coexist {

/// RFC 3339 in UTC with milliseconds where they are not zero: "2026-11-20T11:22:00Z".
std::string rfc3339(std::int64_t unix_ms);

/// Unix ms of a time in RFC 3339, with Z or an offset, or of a date alone (its midnight in UTC); nothing for anything
/// else.
std::optional<std::int64_t> unix_ms_of(std::string_view text);

}  // namespace coexist
