#pragma once
#include <vector>

#include "store/journal_row.hpp"
#include "store/session.hpp"

namespace coexist {

/// Rows of which something was not understood, in the journal's order, behind `after`, up to `limit`: for a version
/// that understands more. count_unknown() notes them.
std::vector<JournalPosition> rows_not_understood(Session& session, const JournalPosition& after, int limit);
bool is_not_understood(Session& session, const JournalPosition& position);
/// The row is read again: nothing of it counts as not understood.
void forget_not_understood(Session& session, const JournalPosition& position);

}  // namespace coexist
