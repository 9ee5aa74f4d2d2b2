#pragma once
#include "actions/actor.hpp"
#include "model/problem.hpp"
#include "store/audit.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// Whether a refusal means that somebody may not, or that it is not there for him.
bool is_denial(const Problem& problem);

/// The audit's line with the tenant that may read it: the account's where the actor serves it, else his own if he has
/// but one and it is about his role; of what is not there for him, nobody's.
AuditRow denied_of(ReaderPool& readers, const Actor& actor, AuditRow row, const Problem& problem);

}  // namespace coexist
