#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "store/journal_row.hpp"
#include "store/session.hpp"

namespace coexist {

/// How far each lane of each segment was applied; stored in the transaction that applied it.
using LanePosition = std::pair<std::string, Lane>;
std::map<LanePosition, std::int64_t> journal_progress(Session& session);
void save_progress(Session& session, const std::string& segment, Lane lane, std::int64_t applied);
/// Segments of which nothing is left to apply and to which nobody adds: no start needs to open them. A fold that is
/// built anew forgets the marks with the progress of its lanes.
std::set<std::string> finished_segments(Session& session);
void save_finished(Session& session, const std::string& segment);
/// Finished segments that were kept long enough: their files are being taken away.
std::vector<std::string> expired_segments(Session& session);
void save_expired(Session& session, const std::string& segment);
/// The file is gone: nothing is remembered of it.
void forget_segment(Session& session, const std::string& segment);
/// Those that nobody needs to read: finished or expired.
std::set<std::string> unread_segments(Session& session);
/// Rows of a segment that wait for a decision, in quarantine or for their number.
std::set<std::int64_t> waiting_rows(Session& session, const std::string& segment);

/// A delivery that names a number nobody has connected yet. It waits, and is applied when the number appears.
struct ParkedRow {
    JournalPosition position;
    PhoneNumberId phone_number_id;
    WabaId waba_id;
    std::int64_t parked_at = 0;  ///< Unix ms
};
void park(Session& session, const ParkedRow& row);
std::vector<ParkedRow> parked_for(Session& session, const PhoneNumberId& phone_number_id, const WabaId& waba_id);
/// Those that wait since before this time (Unix ms).
std::vector<ParkedRow> parked_before(Session& session, std::int64_t before_ms);
void unpark(Session& session, const ParkedRow& row);
/// It waits for nothing any more but for its turn; it does not expire.
void make_due(Session& session, const ParkedRow& row);
/// It had its turn; one that was parked again meanwhile waits on.
void end_due(Session& session, const ParkedRow& row);
std::optional<ParkedRow> next_due(Session& session);
std::int64_t count_parked(Session& session);

/// A delivery that cannot be read, or that ended the process that applied it. Kept, visible, replayable.
struct QuarantineRow {
    JournalPosition position;
    std::string reason;
    std::string road;
    std::int64_t at = 0;  ///< Unix ms
};
void set_aside(Session& session, const QuarantineRow& row);
void release_from_quarantine(Session& session, const JournalPosition& position);
/// Whether any of the rows `first` to `last` of a segment is set aside.
bool any_set_aside(Session& session, const std::string& segment, std::int64_t first, std::int64_t last);
bool is_set_aside(Session& session, const JournalPosition& position);
/// The row holds nothing any more: it waits for no decision and for no number.
void forget_row(Session& session, const JournalPosition& position);
std::vector<QuarantineRow> quarantined(Session& session);

/// Counts one more try at applying a row that ended the process before; answers the new count.
std::int64_t count_attempt(Session& session, const JournalPosition& position);

/// A kind of content that this version does not understand, how often it came and where the last one lies.
struct UnknownKind {
    std::string field;
    std::string what;
    std::int64_t count = 0;
    JournalPosition last;
};
void count_unknown(Session& session, const std::string& field, const std::string& what,
                   const JournalPosition& position);
std::vector<UnknownKind> unknown_kinds(Session& session);

}  // namespace coexist
