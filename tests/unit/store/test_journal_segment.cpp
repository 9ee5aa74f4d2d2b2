#include <SQLiteCpp/Exception.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <system_error>
#include <thread>

#include "catch.hpp"
#include "store/journal_segment.hpp"
#include "store/temporary_directory.hpp"

using namespace coexist;
using rooms::TemporaryDirectory;

namespace {

JournalRow row(const std::string& body, Lane lane = Lane::live) {
    return {1, RowKind::delivery, lane, "main", body};
}

bool append(SegmentWriter& writer, const std::vector<JournalRow>& rows) {
    std::vector<const JournalRow*> pointers;
    for (const JournalRow& one : rows) pointers.push_back(&one);
    return writer.append(pointers);
}

}  // namespace

TEST_CASE("a segment gives back what it took, lane by lane and in order", "[store]") {
    const TemporaryDirectory directory;
    SegmentWriter writer(directory.path(), 1000);
    const std::string odd("\0\xff{\n", 4);
    REQUIRE(append(writer, {row("a"), row("h", Lane::history), row(odd), row("")}));
    SegmentReader reader(directory.path(), writer.name());
    const auto live = reader.read(Lane::live, 0, 100);
    REQUIRE(live.size() == 3);
    CHECK(live[0].row.body == "a");
    CHECK(live[1].row.body == odd);
    CHECK(live[2].row.body.empty());
    CHECK(live[0].row.road == "main");
    CHECK(live[1].position.row > live[0].position.row);
    CHECK(reader.read(Lane::live, live[0].position.row, 1).front().row.body == odd);
    CHECK(reader.read(Lane::history, 0, 100).size() == 1);
    CHECK(reader.read(Lane::command, 0, 100).empty());
    StoredRow one;
    CHECK(reader.read_one(live[1].position.row, one));
    CHECK(one.row.body == odd);
    CHECK_FALSE(reader.read_one(99, one));
    CHECK(reader.newest() == 4);
}

TEST_CASE("a sealed segment takes nothing more, and its readers know it is whole", "[store]") {
    const TemporaryDirectory directory;
    SegmentWriter writer(directory.path(), 1000);
    REQUIRE(append(writer, {row("a")}));
    SegmentReader reader(directory.path(), writer.name());
    CHECK_FALSE(reader.sealed());
    writer.seal(2000);
    CHECK(reader.sealed());
    CHECK_FALSE(append(writer, {row("b")}));
    CHECK(reader.newest() == 1);
}

TEST_CASE("a segment is read while it is written, and no reader sees half a group", "[store]") {
    const TemporaryDirectory directory;
    SegmentWriter writer(directory.path(), 1000);
    SegmentReader reader(directory.path(), writer.name());
    std::atomic<bool> ended{false};
    std::thread writing([&] {
        for (int group = 0; group < 100; ++group) append(writer, {row("x"), row("y"), row("z")});
        ended = true;
    });
    std::int64_t after = 0;
    std::size_t seen = 0;
    while (!ended || reader.newest() > after) {
        const auto rows = reader.read(Lane::live, after, 1000);
        if (rows.size() % 3 != 0) FAIL("half a group was read");
        for (const StoredRow& stored : rows) {
            REQUIRE(stored.position.row == after + 1);
            after = stored.position.row;
        }
        seen += rows.size();
    }
    writing.join();
    CHECK(seen == 300);
}

TEST_CASE("segments of a directory are listed oldest first and nothing else is", "[store]") {
    const TemporaryDirectory directory;
    const SegmentWriter second(directory.path(), 2000);
    const SegmentWriter first(directory.path(), 1000);
    const SegmentWriter third(directory.path(), 1'000'000'000'000);
    CHECK(segments_in(directory.path()) == std::vector<std::string>{first.name(), second.name(), third.name()});
    CHECK(segments_in(directory.path() + "/absent").empty());
}

TEST_CASE("two segments of one millisecond have two names", "[store]") {
    const TemporaryDirectory directory;
    std::set<std::string> names;
    for (int count = 0; count < 20; ++count) names.insert(SegmentWriter(directory.path(), 1000).name());
    CHECK(names.size() == 20);
}

TEST_CASE("a segment that cannot be made is an exception and leaves no file behind", "[store]") {
    const TemporaryDirectory directory;
    CHECK_THROWS_AS(SegmentWriter(directory.path() + "/absent", 1000), std::exception);
    CHECK(segments_in(directory.path()).empty());
}

TEST_CASE("a tidied segment gives back what its WAL took, and says the same", "[store]") {
    const TemporaryDirectory directory;
    std::string name;
    const std::string body(500, 'x');
    {
        SegmentWriter writer(directory.path(), 1000);
        name = writer.name();
        for (int commit = 0; commit < 200; ++commit) REQUIRE(append(writer, {row(body)}));
        CHECK(tidy_segment(directory.path(), name));  // not sealed: left alone
        CHECK(is_untidy(directory.path(), name));
        writer.seal(2000);
    }
    const std::string path = directory.path() + "/" + name;
    {
        SegmentReader reader(directory.path(), name);
        const Snapshot reading(reader.session());
        CHECK(reader.newest() == 200);
        CHECK_FALSE(tidy_segment(directory.path(), name));
    }
    CHECK(tidy_segment(directory.path(), name));
    CHECK_FALSE(is_untidy(directory.path(), name));
    CHECK(std::filesystem::file_size(path + "-wal") == 0);
    CHECK(std::filesystem::file_size(path) < 200 * body.size() * 7 / 5);
    SegmentReader reader(directory.path(), name);
    CHECK(reader.sealed());
    const auto rows = reader.read(Lane::live, 0, 1000);
    REQUIRE(rows.size() == 200);
    CHECK(rows.back().row.body == body);
}

TEST_CASE("a segment that lost its end is not tidied: what is left of it stays as it is", "[store]") {
    const TemporaryDirectory directory;
    std::string name;
    {
        SegmentWriter writer(directory.path(), 1000);
        name = writer.name();
        for (int commit = 0; commit < 20; ++commit) REQUIRE(append(writer, {row("a")}));
        writer.seal(2000);
    }
    const std::string wal = directory.path() + "/" + name + "-wal";
    const auto size = std::filesystem::file_size(wal);
    {
        std::fstream file(wal, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(size / 2));
        file.write("damage", 6);
    }
    std::filesystem::remove(directory.path() + "/" + name + "-shm");
    CHECK(tidy_segment(directory.path(), name));
    CHECK(std::filesystem::file_size(wal) == size);
}
