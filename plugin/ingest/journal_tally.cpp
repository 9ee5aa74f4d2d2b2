#include "ingest/journal_tally.hpp"

#include <SQLiteCpp/Exception.h>

#include <algorithm>

namespace coexist {
namespace {

constexpr std::int64_t portion_rows = 1024;
constexpr std::int64_t rows_a_measurement = 100'000;

constexpr const char* select_portion =
    "SELECT lane, count(*), sum(length(body)), min(received_at) FROM entry WHERE id > $1 AND id <= $2 GROUP BY lane";
constexpr const char* select_lane =
    "SELECT count(*), coalesce(sum(length(body)), 0), coalesce(min(received_at), 0) FROM entry "
    "WHERE id > $1 AND id <= $2 AND lane = $3";

void join(LaneLag& into, const LaneLag& other) {
    if (other.rows == 0) return;
    into.oldest_at = into.rows == 0 ? other.oldest_at : std::min(into.oldest_at, other.oldest_at);
    into.rows += other.rows;
    into.bytes += other.bytes;
}

LaneLag count_lane(Session& session, std::int64_t after, std::int64_t last, int lane) {
    Statement& select = session.sql(select_lane).with(after, last, lane);
    LaneLag lag;
    if (select.next()) lag = {select.integer(0), select.integer(1), select.integer(2)};
    select.reset();
    return lag;
}

}  // namespace

void JournalTally::count_new(Segment& segment, const SegmentPlace& place, std::int64_t& budget) {
    const std::int64_t applied = *std::min_element(place.applied.begin(), place.applied.end());
    segment.counted = std::max(segment.counted, applied);
    while (segment.counted < place.newest && budget > 0) {
        Portion portion;
        portion.first = segment.counted;
        portion.last = std::min(place.newest, segment.counted + portion_rows);
        Statement& select = segment.reader->session().sql(select_portion).with(portion.first, portion.last);
        while (select.next()) {
            const auto lane = static_cast<std::size_t>(select.integer(0));
            if (lane < portion.lanes.size()) {
                portion.lanes[lane] = {select.integer(1), select.integer(2), select.integer(3)};
            }
        }
        select.reset();
        budget -= portion.last - portion.first;
        segment.counted = portion.last;
        segment.portions.push_back(portion);
    }
}

void JournalTally::forget_applied(Segment& segment, const SegmentPlace& place) {
    const auto done = [&](const Portion& portion) {
        for (std::size_t lane = 0; lane < portion.lanes.size(); ++lane) {
            if (portion.lanes[lane].rows > 0 && place.applied[lane] < portion.last) return false;
        }
        return true;
    };
    segment.portions.erase(std::remove_if(segment.portions.begin(), segment.portions.end(), done),
                           segment.portions.end());
}

void JournalTally::add(Segment& segment, const SegmentPlace& place, std::array<LaneLag, lane_count>& into) {
    for (const Portion& portion : segment.portions) {
        for (std::size_t lane = 0; lane < into.size(); ++lane) {
            if (portion.lanes[lane].rows == 0 || place.applied[lane] >= portion.last) continue;
            const bool whole = place.applied[lane] <= portion.first;
            join(into[lane], whole ? portion.lanes[lane]
                                   : count_lane(segment.reader->session(), place.applied[lane], portion.last,
                                                static_cast<int>(lane)));
        }
    }
}

std::array<LaneLag, lane_count> JournalTally::measure(const std::vector<SegmentPlace>& places) {
    for (auto known = segments_.begin(); known != segments_.end();) {
        const bool there = std::any_of(places.begin(), places.end(),
                                       [&](const SegmentPlace& place) { return place.name == known->first; });
        known = there ? std::next(known) : segments_.erase(known);
    }
    std::array<LaneLag, lane_count> lanes{};
    std::int64_t budget = rows_a_measurement;
    for (const SegmentPlace& place : places) {
        Segment& segment = segments_[place.name];
        try {
            if (!segment.reader) segment.reader = std::make_unique<SegmentReader>(directory_, place.name);
            count_new(segment, place, budget);
            forget_applied(segment, place);
            add(segment, place, lanes);
        } catch (const SQLite::Exception&) {
            segments_.erase(place.name);  // gone or not readable just now: the writer says so, and it is begun anew
        }
    }
    return lanes;
}

}  // namespace coexist
