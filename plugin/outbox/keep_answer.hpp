#pragma once
#include "ingest/journal.hpp"
#include "outbox/answers.hpp"
#include "runtime/clock.hpp"
#include "runtime/log.hpp"

namespace coexist {

/// Makes an answer of the platform durable, before anything else happens with it. Waits for a full disk to be cleared,
/// some seconds; given up, the send or the errand is unknown after the next start, which is the truth.
void keep_answer(Journal& journal, const Clock& clock, const Log& log, const Answer& answer);

}  // namespace coexist
