#pragma once
#include <cstdint>

#include "channel/channel.hpp"
#include "ingest/write_context.hpp"
#include "model/account_checks.hpp"
#include "store/accounts.hpp"

namespace coexist {

/// The one place where what our calls showed becomes an account's flags and state. All within the writer's transaction.
/// What was asked before the present connection was made speaks of an earlier one and changes nothing.

/// Any call for this account ended so: an error that speaks of the account counts. `asked_at`: Unix ms.
void call_ended(WriteContext& context, std::int64_t account, const CallOutcome& outcome, std::int64_t asked_at);

/// Reading the number ended so. `number`: what the platform answered, where it accepted.
void read_ended(WriteContext& context, std::int64_t account, const Channel& channel, const CallOutcome& outcome,
                const NumberNode* number, std::int64_t asked_at);

/// A description tells how fast the number may be: kept, if it does. `asked_at`: Unix ms.
void note_throughput(WriteContext& context, std::int64_t account, const NumberNode& number, std::int64_t asked_at);

/// What a description says: attached, not attached and why, or neither. A gateway tells neither.
CallSign sign_of(const Channel& channel, const NumberNode& number, std::int64_t asked_at);

/// Forgets the token of a number that is over, and writes down as decided what the platform decided.
void forget_token(WriteContext& context, AccountRow account);

/// For the pure rules: what is known of this account's present connection.
inline AccountEvidence evidence_of(const AccountRow& account, const AccountLifeRow& life) {
    return {life.life, life.signs, account.generation_start};
}

}  // namespace coexist
