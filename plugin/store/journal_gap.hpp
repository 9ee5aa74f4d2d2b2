#pragma once
#include <string>

#include "model/problem.hpp"
#include "store/session.hpp"

namespace coexist {

/// Why the fold could not be built from the journal without losing something: a segment that was applied is missing or
/// has lost rows. Names it; empty when all are whole. Reads the whole journal. Throws SQLite::Exception when the state
/// cannot be read.
std::string gap_in_journal(Session& state, const std::string& directory);

/// Problem `journal_incomplete` for such a gap: the fold stays as it is, and what to do.
Problem journal_incomplete(const std::string& directory, const std::string& gap);

}  // namespace coexist
