#include "catch.hpp"
#include "ingest/journal_tally.hpp"
#include "store/temporary_directory.hpp"

using namespace coexist;
using rooms::TemporaryDirectory;

namespace {

void append(SegmentWriter& segment, Lane lane, std::int64_t at, std::size_t bytes) {
    const JournalRow row{at, RowKind::delivery, lane, "hotel", std::string(bytes, 'x')};
    REQUIRE(segment.append({&row}));
}

void check(const LaneLag& lag, std::int64_t rows, std::int64_t bytes, std::int64_t oldest_at) {
    CHECK(lag.rows == rows);
    CHECK(lag.bytes == bytes);
    CHECK(lag.oldest_at == oldest_at);
}

}  // namespace

TEST_CASE("what waits is counted by lane, over the segments of all processes", "[ingest]") {
    const TemporaryDirectory directory;
    SegmentWriter first(directory.path(), 1000);
    SegmentWriter second(directory.path(), 2000);
    for (int row = 0; row < 10; ++row) {
        append(first, row % 5 == 0 ? Lane::history : Lane::live, 100 + row, row % 5 == 0 ? 5000 : 10);
    }
    append(second, Lane::command, 50, 7);
    JournalTally tally(directory.path());
    auto lanes = tally.measure({{first.name(), 10, {0, 0, 0}}, {second.name(), 1, {0, 0, 0}}});
    check(lanes[0], 8, 80, 101);
    check(lanes[1], 2, 10'000, 100);
    check(lanes[2], 1, 7, 50);

    // Live overtakes history: its rows are done up to the 7th, history's not at all.
    lanes = tally.measure({{first.name(), 10, {7, 0, 10}}, {second.name(), 1, {0, 0, 1}}});
    check(lanes[0], 3, 30, 107);
    check(lanes[1], 2, 10'000, 100);
    check(lanes[2], 0, 0, 0);

    append(first, Lane::live, 999, 3);
    lanes = tally.measure({{first.name(), 11, {10, 1, 10}}});
    check(lanes[0], 1, 3, 999);
    check(lanes[1], 1, 5000, 105);
    lanes = tally.measure({{first.name(), 11, {11, 11, 11}}});
    for (const LaneLag& lane : lanes) check(lane, 0, 0, 0);
    for (const LaneLag& lane : tally.measure({})) check(lane, 0, 0, 0);
}

TEST_CASE("a long backlog is counted in portions, in any order of progress", "[ingest]") {
    const TemporaryDirectory directory;
    SegmentWriter segment(directory.path(), 1000);
    std::vector<JournalRow> rows;
    for (int row = 1; row <= 5000; ++row) {
        rows.push_back({row, RowKind::delivery, row % 7 == 0 ? Lane::history : Lane::live, "hotel", "12345678"});
    }
    std::vector<const JournalRow*> group;
    for (const JournalRow& row : rows) group.push_back(&row);
    REQUIRE(segment.append(group));
    JournalTally tally(directory.path());
    for (const std::int64_t live : {0, 1023, 1024, 1025, 3000, 4999, 5000}) {
        for (const std::int64_t history : {0, 700, 2048, 5000}) {
            CAPTURE(live, history);
            const auto lanes = JournalTally(directory.path()).measure({{segment.name(), 5000, {live, history, 5000}}});
            std::int64_t live_left = 0;
            std::int64_t history_left = 0;
            for (int row = 1; row <= 5000; ++row) {
                if (row % 7 == 0 ? row > history : row > live) ++(row % 7 == 0 ? history_left : live_left);
            }
            CHECK(lanes[0].rows == live_left);
            CHECK(lanes[0].bytes == live_left * 8);
            CHECK(lanes[1].rows == history_left);
        }
        const auto grown = tally.measure({{segment.name(), 5000, {live, 2048, 5000}}});
        CHECK(grown[1].rows == 714 - 292);
    }
}
