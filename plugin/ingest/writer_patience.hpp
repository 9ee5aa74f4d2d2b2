#pragma once
#include <chrono>
#include <cstdint>

namespace coexist {

// What the parts of the state's writer share.

inline constexpr auto pause_after_failure = std::chrono::milliseconds(200);
inline constexpr std::int64_t checkpoint_bytes = 16 << 20;
// The first try of a row that ended the process was made in the company of others, the second is made alone; before the
// third it is set aside.
inline constexpr std::int64_t attempts_made_alone = 1;
inline constexpr const char* ended_the_process = "Applying it ended the process again and again.";

}  // namespace coexist
