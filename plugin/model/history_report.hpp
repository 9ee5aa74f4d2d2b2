#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/history_import.hpp"

namespace coexist {

// Meta, "Onboarding WhatsApp Business app users": a history is asked for once a connection, within 24 hours of it; it
// comes in three phases of numbered pieces, in any order, and each piece tells the progress of the whole.

/// What was decided about the past of a number before any of it came.
enum class HistoryChoice : std::uint8_t {
    open = 0,      ///< nothing stands in the way
    held = 1,      ///< a person has to accept first
    accepted = 2,  ///< a person did
    refused = 3    ///< by a person or by the configuration: nothing is imported
};
/// "open", "held", "accepted", "refused".
std::string_view name_of(HistoryChoice choice);
HistoryChoice history_choice_named(std::string_view name);

/// What became of our one request.
enum class HistoryRequest : std::uint8_t {
    none = 0,
    accepted = 1,  ///< the platform took it: no promise that anything comes
    unknown = 2,   ///< its answer was lost
    missed = 3     ///< it cannot be made any more
};
/// "none", "accepted", "unknown", "missed".
std::string_view name_of(HistoryRequest request);
HistoryRequest history_request_named(std::string_view name);

/// How an import stands, or ended.
enum class HistoryOutcome : std::uint8_t {
    not_asked = 0,
    held = 1,
    waiting = 2,  ///< asked for, nothing has come
    running = 3,
    no_gap_seen = 4,     ///< the best that can be said
    gap = 5,             ///< a number between others is missing, or it stopped
    nothing_shared = 6,  ///< the platform took the request and sent no message
    declined = 7,        ///< by the owner, on the phone
    missed = 8,          ///< the 24 hours passed
    refused = 9          ///< by us
};
/// "not_asked", "held", ..., "refused".
std::string_view name_of(HistoryOutcome outcome);
/// The inverse; not_asked for any other text.
HistoryOutcome history_outcome_named(std::string_view name);
/// Whether nothing more is waited for.
bool over(HistoryOutcome outcome);

/// All that decides how an import stands. Times: Unix milliseconds, 0 = not.
struct HistorySituation {
    HistoryImport import;  ///< of this connection
    HistoryChoice choice = HistoryChoice::open;
    HistoryRequest request = HistoryRequest::none;
    std::int64_t requested_at = 0;
    std::int64_t possible_until = 0;  ///< until when it can be asked for; 0: it is not ours to ask
};

/// How it stands at `now_ms`. An import is over when its progress is 100 and nothing came for 15 minutes, or when
/// nothing came for 24 hours.
HistoryOutcome outcome_at(const HistorySituation& situation, std::int64_t now_ms);

/// One phase as far as it is known. Its end is not: the platform does not tell how many pieces a phase has.
struct HistoryPhase {
    std::int64_t phase = 0;
    std::int64_t chunks = 0;
    std::int64_t highest = 0;           ///< the highest number of a piece
    std::int64_t missing_count = 0;     ///< inner gaps: numbers below the highest that did not come
    std::vector<std::int64_t> missing;  ///< the first of them, 100 at most
};
/// Of the phases of which something came.
std::vector<HistoryPhase> phases_of(const HistoryImport& import);

/// When the newest piece came, Unix seconds; 0: none did.
std::int64_t last_piece_at(const HistoryImport& import);
/// How many messages the pieces had.
std::int64_t messages_told(const HistoryImport& import);

/// What the outcome means and what can be done, in plain sentences for people.
std::string words_of(HistoryOutcome outcome, const HistorySituation& situation);
/// What cannot be proven of this import; empty while nothing came.
std::string unproven(const HistorySituation& situation);

}  // namespace coexist
