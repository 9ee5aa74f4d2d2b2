#pragma once
#include <string>

#include "channel/channel.hpp"
#include "ingest/write_context.hpp"
#include "outbox/answers.hpp"

namespace coexist {

/// Reads the templates of the line's WABA and says them in the answer ("templates"); a list that has the digest of the
/// one that is here is not said again. Answers how the call ended. On a worker's thread.
CallOutcome say_templates(Answer& answer, Channel& channel, const Line& line, const std::string& known_digest);

/// Takes in what an answer says of the account's templates; nothing if it says none. How many there are now; -1: it
/// says nothing.
std::int64_t take_templates(WriteContext& context, const AccountRow& account, const Answer& answer);

/// The digest of the list that is here; empty: none was read yet.
std::string templates_digest(Session& session, const WabaId& waba);

}  // namespace coexist
