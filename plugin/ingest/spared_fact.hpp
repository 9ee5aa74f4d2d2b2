#pragma once
#include "ingest/erasures.hpp"
#include "model/fact.hpp"
#include "store/accounts.hpp"
#include "store/session.hpp"

namespace coexist {

/// What of a fact may reach the state of an account's tenant once persons were erased there: the fact, a changed one in
/// `copy`, or null. Whatever is left out, the bytes it came in hold an erased person: the segment is marked to be
/// swept. Within the writer's transaction.
const Fact* spared_fact(Session& session, Erasures& erasures, const AccountRow& account, const std::string& segment,
                        const Observation& said, const Fact& fact, Fact& copy);

}  // namespace coexist
