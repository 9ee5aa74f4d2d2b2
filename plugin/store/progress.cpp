#include "store/progress.hpp"

namespace coexist {
namespace {

// Beside the lanes' numbers: the segment is finished.
constexpr int finished_mark = 3;
constexpr int expired_mark = 4;
constexpr const char* select_progress = "SELECT segment, lane, applied FROM journal_progress WHERE lane < 3";
constexpr const char* select_expired = "SELECT segment FROM journal_progress WHERE lane = 4 ORDER BY segment";
constexpr const char* select_unread = "SELECT segment FROM journal_progress WHERE lane IN (3, 4)";
constexpr const char* delete_segment = "DELETE FROM journal_progress WHERE segment = $1";
constexpr const char* delete_attempts = "DELETE FROM attempt WHERE segment = $1";
constexpr const char* select_waiting_rows =
    "SELECT row FROM quarantine WHERE segment = $1 UNION SELECT row FROM parked WHERE segment = $1";
constexpr const char* select_finished = "SELECT segment FROM journal_progress WHERE lane = 3";
// Commands are kept in mind: they are not read again when the fold is built anew.
constexpr const char* delete_finished_lanes = "DELETE FROM journal_progress WHERE segment = $1 AND lane < 2";
constexpr const char* upsert_progress =
    "INSERT INTO journal_progress(segment, lane, applied) VALUES($1, $2, $3) "
    "ON CONFLICT(segment, lane) DO UPDATE SET applied = excluded.applied";
constexpr const char* insert_parked =
    "INSERT INTO parked(segment, row, phone_number_id, waba_id, parked_at) VALUES($1, $2, $3, $4, $5) "
    "ON CONFLICT(segment, row, phone_number_id, waba_id) DO UPDATE SET due = 0";
constexpr const char* select_parked =
    "SELECT segment, row, phone_number_id, waba_id, parked_at FROM parked "
    "WHERE (phone_number_id <> '' AND phone_number_id = $1) OR (phone_number_id = '' AND waba_id = $2) "
    "ORDER BY segment, row";
constexpr const char* select_parked_before =
    "SELECT segment, row, phone_number_id, waba_id, parked_at FROM parked WHERE parked_at < $1 AND due = 0 ORDER BY "
    "segment, row";
constexpr const char* update_due =
    "UPDATE parked SET due = 1 WHERE segment = $1 AND row = $2 AND phone_number_id = $3 AND waba_id = $4";
constexpr const char* select_due =
    "SELECT segment, row, phone_number_id, waba_id, parked_at FROM parked WHERE due = 1 ORDER BY segment, row LIMIT 1";
constexpr const char* delete_due =
    "DELETE FROM parked WHERE segment = $1 AND row = $2 AND phone_number_id = $3 AND waba_id = $4 AND due = 1";
constexpr const char* delete_parked =
    "DELETE FROM parked WHERE segment = $1 AND row = $2 AND phone_number_id = $3 AND waba_id = $4";
constexpr const char* delete_parked_row = "DELETE FROM parked WHERE segment = $1 AND row = $2";
constexpr const char* delete_attempt = "DELETE FROM attempt WHERE segment = $1 AND row = $2";
constexpr const char* upsert_quarantine =
    "INSERT INTO quarantine(segment, row, reason, road, at) VALUES($1, $2, $3, $4, $5) "
    "ON CONFLICT(segment, row) DO UPDATE SET reason = excluded.reason";
constexpr const char* delete_quarantine = "DELETE FROM quarantine WHERE segment = $1 AND row = $2";
constexpr const char* select_quarantine =
    "SELECT segment, row, reason, road, at FROM quarantine ORDER BY at, segment, row";
constexpr const char* select_any_set_aside =
    "SELECT 1 FROM quarantine WHERE segment = $1 AND row BETWEEN $2 AND $3 LIMIT 1";
constexpr const char* select_set_aside = "SELECT 1 FROM quarantine WHERE segment = $1 AND row = $2";
constexpr const char* upsert_attempt =
    "INSERT INTO attempt(segment, row, count) VALUES($1, $2, 1) "
    "ON CONFLICT(segment, row) DO UPDATE SET count = attempt.count + 1 RETURNING count";
constexpr const char* upsert_unknown =
    "INSERT INTO unknown_kind(field, what, count, segment, row) VALUES($1, $2, 1, $3, $4) "
    "ON CONFLICT(field, what) DO UPDATE SET count = unknown_kind.count + 1, segment = excluded.segment, "
    "row = excluded.row";
constexpr const char* insert_unknown_row =
    "INSERT INTO unknown_row(segment, row, field, what) VALUES($1, $2, $3, $4) ON CONFLICT DO NOTHING";
constexpr const char* delete_unknown_row = "DELETE FROM unknown_row WHERE segment = $1 AND row = $2";
constexpr const char* delete_unknown_rows = "DELETE FROM unknown_row WHERE segment = $1";
constexpr const char* select_unknown = "SELECT field, what, count, segment, row FROM unknown_kind ORDER BY field, what";

std::vector<ParkedRow> parked_of(Statement& select) {
    std::vector<ParkedRow> rows;
    while (select.next()) {
        rows.push_back({{select.text(0), select.integer(1)},
                        PhoneNumberId(select.text(2)),
                        WabaId(select.text(3)),
                        select.integer(4)});
    }
    select.reset();
    return rows;
}

}  // namespace

std::map<LanePosition, std::int64_t> journal_progress(Session& session) {
    std::map<LanePosition, std::int64_t> progress;
    Statement& select = session.sql(select_progress).with();
    while (select.next()) {
        progress[{select.text(0), static_cast<Lane>(select.integer(1))}] = select.integer(2);
    }
    select.reset();
    return progress;
}

void save_progress(Session& session, const std::string& segment, Lane lane, std::int64_t applied) {
    session.sql(upsert_progress).with(segment, static_cast<int>(lane), applied).run();
}

std::set<std::string> finished_segments(Session& session) {
    std::set<std::string> segments;
    Statement& select = session.sql(select_finished).with();
    while (select.next()) segments.insert(select.text(0));
    select.reset();
    return segments;
}

void save_finished(Session& session, const std::string& segment) {
    session.sql(delete_finished_lanes).with(segment).run();
    session.sql(upsert_progress).with(segment, finished_mark, 0).run();
}

std::vector<std::string> expired_segments(Session& session) {
    std::vector<std::string> segments;
    Statement& select = session.sql(select_expired).with();
    while (select.next()) segments.push_back(select.text(0));
    select.reset();
    return segments;
}

void save_expired(Session& session, const std::string& segment) {
    session.sql(delete_segment).with(segment).run();
    session.sql(upsert_progress).with(segment, expired_mark, 0).run();
}

void forget_segment(Session& session, const std::string& segment) {
    session.sql(delete_segment).with(segment).run();
    session.sql(delete_attempts).with(segment).run();
    session.sql(delete_unknown_rows).with(segment).run();
}

std::set<std::string> unread_segments(Session& session) {
    std::set<std::string> segments;
    Statement& select = session.sql(select_unread).with();
    while (select.next()) segments.insert(select.text(0));
    select.reset();
    return segments;
}

std::set<std::int64_t> waiting_rows(Session& session, const std::string& segment) {
    std::set<std::int64_t> rows;
    Statement& select = session.sql(select_waiting_rows).with(segment);
    while (select.next()) rows.insert(select.integer(0));
    select.reset();
    return rows;
}

void park(Session& session, const ParkedRow& row) {
    session.sql(insert_parked)
        .with(row.position.segment, row.position.row, row.phone_number_id.value, row.waba_id.value, row.parked_at)
        .run();
}

std::vector<ParkedRow> parked_for(Session& session, const PhoneNumberId& phone_number_id, const WabaId& waba_id) {
    return parked_of(session.sql(select_parked).with(phone_number_id.value, waba_id.value));
}

std::vector<ParkedRow> parked_before(Session& session, std::int64_t before_ms) {
    return parked_of(session.sql(select_parked_before).with(before_ms));
}

void unpark(Session& session, const ParkedRow& row) {
    session.sql(delete_parked)
        .with(row.position.segment, row.position.row, row.phone_number_id.value, row.waba_id.value)
        .run();
}

void make_due(Session& session, const ParkedRow& row) {
    session.sql(update_due)
        .with(row.position.segment, row.position.row, row.phone_number_id.value, row.waba_id.value)
        .run();
}

void end_due(Session& session, const ParkedRow& row) {
    session.sql(delete_due)
        .with(row.position.segment, row.position.row, row.phone_number_id.value, row.waba_id.value)
        .run();
}

std::optional<ParkedRow> next_due(Session& session) {
    std::vector<ParkedRow> rows = parked_of(session.sql(select_due).with());
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

std::int64_t count_parked(Session& session) {
    return session.scalar("SELECT count(*) FROM parked");
}

void set_aside(Session& session, const QuarantineRow& row) {
    session.sql(upsert_quarantine).with(row.position.segment, row.position.row, row.reason, row.road, row.at).run();
}

void release_from_quarantine(Session& session, const JournalPosition& position) {
    session.sql(delete_quarantine).with(position.segment, position.row).run();
}

bool any_set_aside(Session& session, const std::string& segment, std::int64_t first, std::int64_t last) {
    Statement& select = session.sql(select_any_set_aside).with(segment, first, last);
    const bool found = select.next();
    select.reset();
    return found;
}

void forget_row(Session& session, const JournalPosition& position) {
    for (const char* sql : {delete_quarantine, delete_parked_row, delete_attempt}) {
        session.sql(sql).with(position.segment, position.row).run();
    }
    session.sql(delete_unknown_row).with(position.segment, position.row).run();
}

bool is_set_aside(Session& session, const JournalPosition& position) {
    Statement& select = session.sql(select_set_aside).with(position.segment, position.row);
    const bool found = select.next();
    select.reset();
    return found;
}

std::vector<QuarantineRow> quarantined(Session& session) {
    std::vector<QuarantineRow> rows;
    Statement& select = session.sql(select_quarantine).with();
    while (select.next()) {
        rows.push_back({{select.text(0), select.integer(1)}, select.text(2), select.text(3), select.integer(4)});
    }
    select.reset();
    return rows;
}

std::int64_t count_attempt(Session& session, const JournalPosition& position) {
    Statement& upsert = session.sql(upsert_attempt).with(position.segment, position.row);
    const std::int64_t count = upsert.next() ? upsert.integer(0) : 1;
    upsert.reset();
    return count;
}

void count_unknown(Session& session, const std::string& field, const std::string& what,
                   const JournalPosition& position) {
    if (session.sql(insert_unknown_row).with(position.segment, position.row, field, what).run() == 0) return;
    session.sql(upsert_unknown).with(field, what, position.segment, position.row).run();
}

std::vector<UnknownKind> unknown_kinds(Session& session) {
    std::vector<UnknownKind> kinds;
    Statement& select = session.sql(select_unknown).with();
    while (select.next()) {
        kinds.push_back({select.text(0), select.text(1), select.integer(2), {select.text(3), select.integer(4)}});
    }
    select.reset();
    return kinds;
}

}  // namespace coexist
