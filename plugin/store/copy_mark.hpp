#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "store/session.hpp"

namespace coexist {

/// Marks the state as a copy that was made at `copied_at` (Unix ms) with these journal segments: what was not final in
/// them may have been sent since.
void mark_as_copy(Session& state, std::int64_t copied_at, const std::vector<std::string>& segments);

/// When the copy was made that this state was started from and that nobody has worked on yet; 0: it is none.
std::int64_t unworked_copy_of(Session& state);
/// When the copy was made that this segment came with; 0: it was written by this state itself.
std::int64_t segment_copied_at(Session& state, const std::string& segment);

/// What was not final is settled: the copy is a state of its own from now on, and its feed begins a new epoch. Hosts
/// may have read further than the copy knows, in later epochs too, so that the epoch is taken from the clock: one for
/// every ten minutes since 2026, always more than epochs that were counted one by one. Within a transaction.
void begin_own_life(Session& state, const std::string& directory, std::int64_t now_ms);

}  // namespace coexist
