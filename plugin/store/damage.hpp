#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/problem.hpp"

namespace coexist {

/// Whether SQLite's words are about a damaged file, and not about the disk or a lock.
bool is_damage(int sqlite_error);

/// Asks that the state is looked through at the next start: something in it could not be read.
void suspect_state(const std::string& directory);
bool state_suspected(const std::string& directory);

/// Before the owner opens a state: looks for damage, and mends what can be mended without losing anything. Nothing is
/// deleted: a file that is replaced is moved into, or named, "damaged-<UTC time>".
/// - Consumers: replaced by none; every consumer is told the whole feed again.
/// - State, fold tables only, the journal whole: a new file with the kept tables, whose fold the next opening builds
///   from the journal.
/// - State, kept tables, or a journal with gaps: Problem `state_damaged` names the file and the cure; nothing is moved.
/// A state of up to 64 MB is looked through at every start, a larger one where it is suspected or cannot be opened.
/// Answers a sentence for each thing that was mended. Throws std::exception when the disk fails.
Result<std::vector<std::string>> mend(const std::string& directory, std::int64_t now_ms);

}  // namespace coexist
