#include "store/feed_rows.hpp"

#include <utility>

#include "store/state_schema.hpp"

namespace coexist {
namespace {

/// The statements of one lane.
struct LaneTable {
    const char* delete_row;
    const char* insert_row;
    const char* select_after;
    const char* select_tenant_after;
    const char* select_newest;
};

#define LANE_TABLE(table)                                                                                        \
    {                                                                                                            \
        "DELETE FROM " table " WHERE seq = $1",                                                                  \
            "INSERT INTO " table "(seq, tenant, kind, key) VALUES($1, $2, $3, $4)",                              \
            "SELECT seq, tenant, kind, key FROM " table " WHERE seq > $1 ORDER BY seq LIMIT $2",                 \
            "SELECT seq, tenant, kind, key FROM " table " WHERE seq > $1 AND tenant = $2 ORDER BY seq LIMIT $3", \
            "SELECT coalesce(max(seq), 0) FROM " table                                                           \
    }

constexpr LaneTable live_lane = LANE_TABLE("feed");
constexpr LaneTable past_lane = LANE_TABLE("feed_past");

#undef LANE_TABLE

const LaneTable& table_of(FeedLane lane) {
    return lane == FeedLane::past ? past_lane : live_lane;
}

}  // namespace

FeedWriter::FeedWriter(Session& session) : session_(session) {
    reload();
}

std::int64_t FeedWriter::changed(const std::string& tenant, SubjectKind kind, std::int64_t key, std::int64_t revision,
                                 FeedLane lane) {
    drop(revision, lane);
    session_.sql(table_of(lane).insert_row).with(next_, tenant, static_cast<int>(kind), key).run();
    return next_++;
}

void FeedWriter::drop(std::int64_t revision, FeedLane likely) {
    if (revision == 0) return;
    if (session_.sql(table_of(likely).delete_row).with(revision).run() > 0) return;
    const FeedLane other = likely == FeedLane::past ? FeedLane::live : FeedLane::past;
    session_.sql(table_of(other).delete_row).with(revision).run();
}

void FeedWriter::store_position() {
    set_meta_number(session_, "feed_next", next_);
}

void FeedWriter::reload() {
    next_ = meta_number(session_, "feed_next", 1);
}

std::vector<FeedRow> feed_after(Session& session, std::int64_t after, const std::string& tenant, int limit,
                                FeedLane lane) {
    std::vector<FeedRow> rows;
    const LaneTable& table = table_of(lane);
    Statement& select = tenant.empty() ? session.sql(table.select_after).with(after, limit)
                                       : session.sql(table.select_tenant_after).with(after, tenant, limit);
    while (select.next()) {
        rows.push_back(
            {select.integer(0), select.text(1), static_cast<SubjectKind>(select.integer(2)), select.integer(3)});
    }
    select.reset();
    return rows;
}

std::int64_t feed_newest(Session& session, FeedLane lane) {
    Statement& select = session.sql(table_of(lane).select_newest).with();
    const std::int64_t newest = select.next() ? select.integer(0) : 0;
    select.reset();
    return newest;
}

std::int64_t feed_last(Session& session) {
    return meta_number(session, "feed_next", 1) - 1;
}

}  // namespace coexist
