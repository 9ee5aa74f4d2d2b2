#pragma once
#include <algorithm>
#include <cstdint>

namespace coexist {

/// No wait of a send or a read of ours is longer, in ms: one that seems to be was begun before the machine's clock was
/// set back.
inline constexpr std::int64_t longest_wait_ms = std::int64_t{20} * 60 * 1000;

/// Milliseconds until `at`; none when it is over, or was told by a clock that has been set back since.
inline std::int64_t left_until(std::int64_t at, std::int64_t now, std::int64_t longest = longest_wait_ms) {
    return at - now > longest ? 0 : std::max<std::int64_t>(at - now, 0);
}

}  // namespace coexist
