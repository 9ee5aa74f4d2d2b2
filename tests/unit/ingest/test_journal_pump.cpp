#include <SQLiteCpp/Exception.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "ingest/journal_pump.hpp"
#include "store/another_process.hpp"
#include "store/temporary_directory.hpp"
#include "store/watched_files.hpp"

using namespace coexist;
using rooms::TemporaryDirectory;

namespace {

void append(SegmentWriter& writer, const std::string& body, Lane lane) {
    const JournalRow row{1, RowKind::delivery, lane, "main", body};
    REQUIRE(writer.append({&row}));
}

std::string bodies(const std::vector<StoredRow>& rows) {
    std::string text;
    for (const StoredRow& row : rows) text += row.row.body;
    return text;
}

/// Reads all of a lane in steps of `limit` and reports each step applied.
std::string drain(JournalPump& pump, Lane lane, int limit) {
    std::string text;
    for (std::vector<StoredRow> rows; !(rows = pump.read(lane, limit)).empty();) {
        text += bodies(rows);
        pump.applied(rows.back().position, lane);
    }
    return text;
}

}  // namespace

TEST_CASE("each lane is read on its own, in order, over all segments", "[ingest]") {
    const TemporaryDirectory directory;
    SegmentWriter first(directory.path(), 1000);
    SegmentWriter second(directory.path(), 2000);
    append(first, "a", Lane::live);
    append(first, "H", Lane::history);
    append(first, "b", Lane::live);
    append(second, "c", Lane::live);
    append(second, "I", Lane::history);
    append(second, "!", Lane::command);
    JournalPump pump(directory.path(), {});
    pump.look();
    CHECK(pump.lag() == 6);
    CHECK(drain(pump, Lane::command, 10) == "!");
    CHECK(drain(pump, Lane::live, 1) == "abc");
    CHECK(drain(pump, Lane::history, 10) == "HI");
    CHECK(pump.lag() == 0);
    append(first, "d", Lane::live);
    CHECK(pump.read(Lane::live, 10).empty());
    pump.look();
    CHECK(pump.lag() == 1);
    CHECK(drain(pump, Lane::live, 10) == "d");
}

TEST_CASE("rows are read again until they are reported applied", "[ingest]") {
    const TemporaryDirectory directory;
    SegmentWriter writer(directory.path(), 1000);
    append(writer, "a", Lane::live);
    append(writer, "b", Lane::live);
    JournalPump pump(directory.path(), {});
    pump.look();
    CHECK(bodies(pump.read(Lane::live, 10)) == "ab");
    const auto again = pump.read(Lane::live, 10);
    CHECK(bodies(again) == "ab");
    pump.applied(again.front().position, Lane::live);
    CHECK(bodies(pump.read(Lane::live, 10)) == "b");
}

TEST_CASE("a pump begins where the stored progress ends, lane by lane", "[ingest]") {
    const TemporaryDirectory directory;
    SegmentWriter writer(directory.path(), 1000);
    for (const char* body : {"a", "b", "c"}) append(writer, body, Lane::live);
    append(writer, "H", Lane::history);
    JournalPump pump(directory.path(), {{{writer.name(), Lane::live}, 2}});
    pump.look();
    CHECK(drain(pump, Lane::live, 10) == "c");
    CHECK(drain(pump, Lane::history, 10) == "H");
}

TEST_CASE("a segment is finished when it is sealed and all its lanes are applied", "[ingest]") {
    const TemporaryDirectory directory;
    SegmentWriter writer(directory.path(), 1000);
    append(writer, "a", Lane::live);
    append(writer, "H", Lane::history);
    JournalPump pump(directory.path(), {});
    pump.look();
    drain(pump, Lane::live, 10);
    writer.seal(3000);
    pump.look();
    CHECK(pump.finished().empty());
    drain(pump, Lane::history, 10);
    drain(pump, Lane::command, 10);
    drain(pump, Lane::live, 10);
    pump.look();
    CHECK(pump.finished() == std::set<std::string>{writer.name()});
    CHECK(pump.newly_finished() == std::vector<std::string>{writer.name()});
    CHECK(pump.newly_finished().empty());
    StoredRow one;
    CHECK(pump.read_one({writer.name(), 1}, one));
    CHECK(one.row.body == "a");
    CHECK_FALSE(pump.read_one({writer.name(), 9}, one));
    CHECK_FALSE(pump.read_one({"0000000000001-1-00000000.journal", 1}, one));
}

TEST_CASE("a segment that is being made is found when it is whole", "[ingest]") {
    const TemporaryDirectory directory;
    const std::string name = "0000000000500-1-0000abcd.journal";
    { const std::ofstream empty(directory.path() + "/" + name); }
    SegmentWriter writer(directory.path(), 1000);
    append(writer, "a", Lane::live);
    JournalPump pump(directory.path(), {});
    pump.look();
    CHECK(drain(pump, Lane::live, 10) == "a");
    {
        Session session(directory.path() + "/" + name, Access::write);
        session.execute(
            "CREATE TABLE entry(id INTEGER PRIMARY KEY, received_at BIGINT, kind SMALLINT, lane SMALLINT, road TEXT, "
            "body BLOB); CREATE TABLE seal(sealed_at BIGINT); INSERT INTO entry VALUES(1, 1, 1, 0, 'main', 'late');");
    }
    pump.look();
    CHECK(drain(pump, Lane::live, 10) == "late");
}

TEST_CASE("child: leaves a live segment behind", "[.child]") {
    SegmentWriter writer(rooms::given("journal"), 1000);
    append(writer, "left", Lane::live);
    std::_Exit(0);
}

TEST_CASE("the segment of a process that is gone is sealed, that of a living one is not", "[ingest]") {
    const TemporaryDirectory directory;
    rooms::AnotherProcess crashed("child: leaves a live segment behind", {{"journal", directory.path()}});
    REQUIRE(crashed.wait() == 0);
    SegmentWriter living(directory.path(), 2000);
    append(living, "a", Lane::live);
    JournalPump pump(directory.path(), {});
    pump.look();
    pump.seal_abandoned(3000);
    pump.look();
    CHECK(drain(pump, Lane::live, 10) == "lefta");
    CHECK(drain(pump, Lane::history, 10).empty());
    CHECK(drain(pump, Lane::command, 10).empty());
    pump.look();
    CHECK(pump.finished().size() == 1);
    append(living, "b", Lane::live);
    pump.look();
    CHECK(drain(pump, Lane::live, 10) == "b");
}

TEST_CASE("child: leaves sealed segments behind", "[.child]") {
    for (int count = 0; count < 5; ++count) {
        SegmentWriter writer(rooms::given("journal"), 1000 + count);
        append(writer, "left", Lane::live);
        writer.seal(2000);
    }
    std::_Exit(0);
}

// Opening a segment reads its whole WAL: with thousands of them the start lasted twice as long as it must.
TEST_CASE("a start opens a sealed segment once", "[ingest]") {
    const TemporaryDirectory directory;
    rooms::AnotherProcess gone("child: leaves sealed segments behind", {{"journal", directory.path()}});
    REQUIRE(gone.wait() == 0);
    const rooms::WatchedFiles watched;
    JournalPump pump(directory.path(), {});
    pump.seal_abandoned(3000);
    pump.look();
    CHECK(watched.opened() == 5);
    CHECK(drain(pump, Lane::live, 10) == "leftleftleftleftleft");
}

TEST_CASE("a damaged segment is told of and holds up no other", "[ingest]") {
    const TemporaryDirectory directory;
    std::string damaged;
    {
        SegmentWriter writer(directory.path(), 1000);
        append(writer, std::string(50'000, 'x'), Lane::live);
        damaged = writer.name();
    }
    SegmentWriter healthy(directory.path(), 2000);
    append(healthy, "a", Lane::live);
    JournalPump pump(directory.path(), {});
    pump.look();
    {
        // Two tables that are not there any more are damage enough.
        Session session(directory.path() + "/" + damaged, Access::write);
        session.execute("DROP TABLE seal; DROP TABLE entry;");
    }
    REQUIRE_NOTHROW(pump.look());
    CHECK(pump.trouble().find(damaged) != std::string::npos);
    CHECK(drain(pump, Lane::live, 10) == "a");
    CHECK(bodies(pump.read(Lane::live, 10)).empty());
}

namespace {

std::size_t open_files() {
    const std::filesystem::directory_iterator files("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

}  // namespace

TEST_CASE("a segment is seen by the next look, however soon after the last one it came", "[ingest]") {
    const TemporaryDirectory directory;
    JournalPump pump(directory.path(), {});
    for (int count = 1; count <= 60; ++count) {
        SegmentWriter writer(directory.path(), 1000 + count);
        append(writer, "a", Lane::live);
        pump.look();
        REQUIRE(drain(pump, Lane::live, 10) == "a");
    }
}

TEST_CASE("a segment that was finished before this start is not opened again", "[ingest]") {
    const TemporaryDirectory directory;
    std::string finished;
    {
        SegmentWriter writer(directory.path(), 1000);
        append(writer, "a", Lane::live);
        writer.seal(2000);
        finished = writer.name();
    }
    { std::ofstream(directory.path() + "/" + finished, std::ios::trunc) << "no database any more"; }
    SegmentWriter living(directory.path(), 3000);
    append(living, "b", Lane::live);
    JournalPump pump(directory.path(), {}, {finished});
    const std::size_t before = open_files();
    pump.look();
    CHECK(open_files() <= before + 3);  // the living one's database, WAL and shared memory
    CHECK(drain(pump, Lane::live, 10) == "b");
    CHECK(pump.trouble().empty());
    CHECK(pump.finished() == std::set<std::string>{finished});
    CHECK(pump.newly_finished().empty());
}

TEST_CASE("however many segments wait, few are open at once, and the rows of all arrive in order", "[ingest]") {
    const TemporaryDirectory directory;
    constexpr int segments = 150;
    std::string expected;
    for (int count = 0; count < segments; ++count) {
        SegmentWriter writer(directory.path(), 1000 + count);
        const std::string body = std::to_string(count) + " ";
        append(writer, body, Lane::live);
        writer.seal(5000);
        expected += body;
    }
    JournalPump pump(directory.path(), {});
    const std::size_t before = open_files();
    pump.look();
    CHECK(pump.lag() == segments);
    const std::size_t most = before + std::size_t{3} * 70;
    CHECK(open_files() < most);
    CHECK(drain(pump, Lane::command, 10).empty());
    CHECK(open_files() < most);
    CHECK(drain(pump, Lane::live, 10) == expected);
    CHECK(drain(pump, Lane::history, 10).empty());
    pump.look();
    CHECK(pump.newly_finished().size() == segments);
    CHECK(open_files() == before);
}
