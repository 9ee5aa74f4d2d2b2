#pragma once
#include "config/settings.hpp"
#include "ingest/write_context.hpp"
#include "store/accounts.hpp"
#include "store/connect_attempts.hpp"

namespace coexist {

/// A connection of a number begins: what is in force now decides for all of it how much of the phone's past is
/// imported. The same connection put on record again (another attempt) keeps what was decided. `possible_until`: until
/// when the past can be asked for, Unix ms; 0: it is not ours to ask.
void begin_history_import(WriteContext& context, const AccountRow& account, const HistorySettings& settings,
                          std::int64_t possible_until);

/// Marks the attempt's history as "held" or "refused" where the gate stands in the way of asking, and frees it again
/// once a person has accepted.
void gate_history(Session& session, ConnectAttemptRow& attempt);

/// What became of the attempt's request for the history goes on record with the import.
void note_history_request(WriteContext& context, const ConnectAttemptRow& attempt);

}  // namespace coexist
