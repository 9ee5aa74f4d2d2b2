#pragma once
#include <cstdint>

#include "store/session.hpp"

namespace coexist {

/// What the platform's clock says at `now_ms` of ours, Unix seconds. Ours, unless the owner measured within the last
/// hour that it is wrong by more than a minute: customer service windows are judged by the platform's time.
std::int64_t platform_seconds(Session& session, std::int64_t now_ms);
/// Keeps how far our clock is ahead of the platform's, for all processes. Writes nothing when that says nothing new.
void keep_clock_skew(Session& session, std::int64_t ahead_ms, std::int64_t now_ms);

}  // namespace coexist
