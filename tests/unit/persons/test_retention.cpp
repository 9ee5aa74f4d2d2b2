// The disk of a hotel filled up with webhooks of years ago, which nobody may keep that long either.
#include <filesystem>

#include "catch.hpp"
#include "ingest/state_dump.hpp"
#include "ingest/writer_bench.hpp"
#include "media/media_book.hpp"
#include "persons/retention.hpp"
#include "store/baseline.hpp"
#include "store/journal_check.hpp"
#include "store/journal_gap.hpp"

using namespace coexist;
using rooms::delivery;
using rooms::WriterBench;

namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;

std::string dump(WriterBench& bench) {
    return rooms::dump_of(*bench.readers().take());
}

std::vector<std::string> segments(const WriterBench& bench) {
    return segments_in(journal_directory(bench.directory()));
}

void turn(WriterBench& bench) {
    Retention retention(
        bench.writer(), bench.settings(), [](WriteContext&) { return false; }, bench.directory(), bench.clock(), Log());
    retention.turn();
    bench.settle();
}

/// Two segments of deliveries that were kept for a month and more.
void grow_old(WriterBench& bench) {
    bench.attach(rooms::fixture_account());
    for (const char* name : {"msg_text", "echo_text", "state_sync_initial_batch"}) bench.deliver(delivery(name));
    bench.now_ms += 2 * day_ms;
    turn(bench);  // ends the live segment
    bench.deliver(delivery("msg_two_users_in_one_value"));
}

void build_anew(WriterBench& bench) {
    bench.now_ms += 60'000;
    bench.transact([](WriteContext& context) { set_meta_number(context.session, "fold_version", fold_version - 1); });
    bench.restart();
    bench.settle();
}

}  // namespace

TEST_CASE("a segment that was kept long enough goes, and what it said stays, also in a new fold", "[persons]") {
    WriterBench bench;
    grow_old(bench);
    REQUIRE(segments(bench).size() == 2);
    const std::string old = segments(bench).front();
    const std::string before = dump(bench);

    bench.now_ms += 27 * day_ms;
    turn(bench);
    CHECK(segments(bench).front() == old);
    CHECK_FALSE(has_baseline(bench.directory()));

    bench.now_ms += 4 * day_ms;
    turn(bench);
    CHECK(segments(bench).front() != old);
    CHECK(has_baseline(bench.directory()));
    CHECK(dump(bench) == before);
    CHECK(gap_in_journal(*bench.readers().take(), bench.directory()).empty());
    for (const SegmentCheck& check : verify_segments(*bench.readers().take(), bench.directory())) {
        CHECK(check.faults.empty());
    }

    build_anew(bench);
    CHECK(dump(bench) == before);
    CHECK(bench.scalar("SELECT count(*) FROM feed") ==
          bench.scalar("SELECT count(*) FROM (SELECT DISTINCT tenant, kind, key FROM feed)"));
}

TEST_CASE("what waits for a decision is kept while the rows beside it are emptied", "[persons]") {
    WriterBench bench;
    bench.attach(rooms::fixture_account());
    bench.deliver(delivery("msg_text"));
    bench.deliver("no webhook at all");
    REQUIRE(bench.set_aside().size() == 1);
    const JournalPosition waits = bench.set_aside().front().position;
    bench.now_ms += 2 * day_ms;
    turn(bench);
    bench.now_ms += 31 * day_ms;
    turn(bench);
    SegmentReader reader(journal_directory(bench.directory()), waits.segment);
    for (const StoredRow& row : reader.read_any(0, 100)) {
        CHECK((row.row.kind == RowKind::emptied) == (row.position.row != waits.row));
        CHECK(row.row.body == (row.position.row == waits.row ? "no webhook at all" : ""));
    }
    CHECK(bench.scalar("SELECT count(*) FROM message") == 1);
    build_anew(bench);
    CHECK(bench.scalar("SELECT count(*) FROM message") == 1);
}

TEST_CASE("a turn that was cut off between its steps is finished by the next", "[persons]") {
    WriterBench bench;
    grow_old(bench);
    const std::string old = segments(bench).front();
    const std::string before = dump(bench);
    take_baseline(bench.directory());
    bench.transact([&](WriteContext& context) { save_expired(context.session, old); });
    bench.restart();  // it is neither read again nor missed
    bench.settle();
    CHECK(gap_in_journal(*bench.readers().take(), bench.directory()).empty());
    CHECK(dump(bench) == before);
    turn(bench);
    CHECK(segments(bench).front() != old);
    CHECK(bench.scalar("SELECT count(*) FROM journal_progress WHERE lane = 4") == 0);
}

TEST_CASE("a file that was kept long enough goes with a reason, unless a younger message shows the same bytes",
          "[persons]") {
    WriterBench bench;
    bench.configured().defaults.retention.media = std::chrono::days(90);
    bench.attach(rooms::fixture_account());
    bench.deliver(delivery("msg_image"));
    const MediaBook book(bench.settings(), bench.directory());
    const auto keep = [&](std::int64_t key, const std::string& content, std::int64_t told_at) {
        bench.transact([&](WriteContext& context) {
            MediaRow row;
            row.key = key;
            row.account = all_accounts(context.session).front().id;
            row.tenant = TenantId("hotel-1");
            row.state = MediaState::kept;
            row.content = content;
            row.told_at = told_at;
            save_media(context.session, row);
            add_media_file(context.session, row.tenant, content, 10);
        });
    };
    keep(1, "aa", bench.now_ms - 91 * day_ms);
    keep(2, "bb", bench.now_ms - 91 * day_ms);
    keep(3, "bb", bench.now_ms - day_ms);
    std::vector<MediaContent> forgotten;
    bench.transact([&](WriteContext& context) {
        while (book.expire(context, forgotten)) {
        }
    });
    REQUIRE(forgotten.size() == 1);
    CHECK(forgotten.front().content == "aa");
    CHECK(find_media(*bench.readers().take(), 1)->state == MediaState::expired);
    CHECK(find_media(*bench.readers().take(), 1)->why.find("90 days") != std::string::npos);
    CHECK(find_media(*bench.readers().take(), 2)->state == MediaState::expired);
    CHECK(find_media(*bench.readers().take(), 3)->state == MediaState::kept);
}
