#include "store/damage.hpp"

#include <sqlite3.h>
#include <SQLiteCpp/Exception.h>

#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "ingest/state_dump.hpp"
#include "ingest/writer_bench.hpp"
#include "store/another_process.hpp"
#include "store/consumers.hpp"
#include "store/state_schema.hpp"
#include "store/temporary_directory.hpp"

using namespace coexist;
using rooms::delivery;
using rooms::TemporaryDirectory;
using rooms::WriterBench;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t now = 1'763'637'720'000;  // 2025-11-20T11:22:00Z

/// Overwrites the pages of a table of a file that nobody has open, after its WAL was written back.
void overwrite(const std::string& path, const std::string& table) {
    std::vector<std::int64_t> pages;
    {
        Session session(path, Access::write);
        session.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        static const char* const root = "SELECT rootpage FROM sqlite_master WHERE name = $1";
        Statement& select = session.sql(root).with(table);
        while (select.next()) pages.push_back(select.integer(0));
        select.reset();
    }
    REQUIRE_FALSE(pages.empty());
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const std::string rubbish(4096, '\xee');
    for (const std::int64_t page : pages) {
        file.seekp((page - 1) * 4096);
        file.write(rubbish.data(), static_cast<std::streamsize>(rubbish.size()));
    }
}

std::vector<fs::path> aside(const std::string& directory) {
    std::vector<fs::path> found;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
        if (entry.path().filename().string().find("damaged-") != std::string::npos) found.push_back(entry.path());
    }
    return found;
}

/// A state with an account, messages and a send; stopped.
struct Worked {
    TemporaryDirectory place;
    std::string directory = place.path();
    std::string dump;

    Worked() {
        WriterBench bench(directory);
        bench.attach(rooms::fixture_account());
        for (const char* name : {"msg_text", "echo_text", "msg_reaction_add", "account_update_account_offboarded"}) {
            bench.deliver(delivery(name));
        }
        dump = rooms::dump_of(*bench.readers().take());
    }
};

}  // namespace

TEST_CASE("damaged tables of the fold are built anew from the journal, beside what was kept", "[store]") {
    const char* table = GENERATE("message", "feed", "identity", "conversation", "account_life");
    const Worked worked;
    overwrite(state_path(worked.directory), table);
    const auto mended = mend(worked.directory, now);
    REQUIRE(mended.ok());
    REQUIRE(mended->size() == 1);
    const std::string place = worked.directory + "/damaged-20251120T112200Z";
    CHECK(mended->front() == "state.db was damaged and lies in " + place +
                                 " now: what it kept was copied, what it shows is built anew from the journal");
    CHECK(fs::exists(place + "/state.db"));
    WriterBench bench(worked.directory);
    bench.settle();
    CHECK(rooms::dump_of(*bench.readers().take()) == worked.dump);
    CHECK(bench.scalar("SELECT value FROM meta WHERE name = 'feed_epoch'") == 2);
    CHECK(bench.scalar("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0);
}

TEST_CASE("damage to what no journal can tell again is refused, and the file is left as it is", "[store]") {
    const char* table = GENERATE("account", "send", "operation", "journal_progress", "audit");
    const Worked worked;
    overwrite(state_path(worked.directory), table);
    const auto refused = mend(worked.directory, now);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.problem().code == "state_damaged");
    CHECK(refused.problem().detail == "The state file " + state_path(worked.directory) + " is damaged: its table \"" +
                                          table + "\" cannot be read, and no journal can tell it again.");
    CHECK(refused.problem().next ==
          "Restore the last backup (with crm-host: crm-host restore DIR --replace). The file is left as it is, and "
          "deliveries stay in the journal beside it; look after the disk first.");
    CHECK(aside(worked.directory).empty());
}

TEST_CASE("a state that is no database, or empty beside a journal, is refused", "[store]") {
    const Worked worked;
    const std::string path = state_path(worked.directory);
    {
        Session session(path, Access::write);
        session.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    SECTION("its beginning is overwritten") {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file << std::string(4096, 'x');
        file.close();
        CHECK(mend(worked.directory, now).problem().detail ==
              "The state file " + path + " is damaged: it cannot be read at all.");
    }
    SECTION("it is empty") {
        fs::resize_file(path, 0);
        CHECK(mend(worked.directory, now).problem().detail ==
              "The state file " + path + " is damaged: it is empty, although its journal is not.");
    }
    CHECK(fs::exists(path));
}

TEST_CASE("a damaged fold is not built anew from a journal with gaps", "[store]") {
    const Worked worked;
    overwrite(state_path(worked.directory), "message");
    const std::string segment = segments_in(journal_directory(worked.directory)).front();
    const std::string file = journal_directory(worked.directory) + "/" + segment;
    const std::string why = "The state file " + state_path(worked.directory) +
                            " is damaged: what it shows could be built anew, but the journal segment " + segment;
    SECTION("a segment is gone") {
        fs::rename(file, file + ".gone");
        CHECK(mend(worked.directory, now).problem().detail == why + " is missing.");
    }
    SECTION("a segment was cut off") {
        fs::resize_file(file + "-wal", fs::file_size(file + "-wal") / 2);
        CHECK(mend(worked.directory, now).problem().detail == why + " has lost rows.");
    }
    CHECK(aside(worked.directory).empty());
}

TEST_CASE("a mending that was interrupted is finished, or forgotten", "[store]") {
    const Worked worked;
    const std::string path = state_path(worked.directory);
    overwrite(path, "message");
    REQUIRE(mend(worked.directory, now).ok());
    const fs::path place = aside(worked.directory).front();
    SECTION("the damaged file had been moved, the new one not yet") {
        fs::rename(path, place / "rebuilt.db");
        std::ofstream(path + "-wal") << "left over from the damaged file";
        fs::remove(place / "state.db-wal");
        REQUIRE(mend(worked.directory, now).ok());
        CHECK(fs::exists(path));
        CHECK(fs::exists(place / "state.db-wal"));
        WriterBench bench(worked.directory);
        bench.settle();
        CHECK(rooms::dump_of(*bench.readers().take()) == worked.dump);
    }
    SECTION("nothing had been moved") {
        fs::remove_all(place);
        fs::create_directory(place);
        std::ofstream(place / "rebuilt.db") << "half";
        REQUIRE(mend(worked.directory, now).ok());
        CHECK_FALSE(fs::exists(place));
    }
}

TEST_CASE("damaged consumers are set aside, and their readers are told everything again", "[store]") {
    const Worked worked;
    ConsumerStore(worked.directory).start({"crm", 1, 7, now});
    std::ofstream(worked.directory + "/consumers.db", std::ios::binary) << std::string(8192, 'x');
    const auto mended = mend(worked.directory, now);
    REQUIRE(mended.ok());
    REQUIRE(mended->size() == 1);
    CHECK(mended->front() == "consumers.db was damaged and lies in " + worked.directory +
                                 "/consumers-damaged-20251120T112200Z.db now: every reader of the feed is told "
                                 "everything again");
    CHECK(ConsumerStore(worked.directory).all().empty());
}

TEST_CASE("a whole state is left alone", "[store]") {
    const Worked worked;
    suspect_state(worked.directory);
    const auto mended = mend(worked.directory, now);
    REQUIRE(mended.ok());
    CHECK(mended->empty());
    CHECK_FALSE(state_suspected(worked.directory));
    CHECK(aside(worked.directory).empty());
    CHECK(mend(worked.directory + "/absent", now)->empty());
}

TEST_CASE("of a damaged segment all rows are applied that can be read, and the rest is told", "[store]") {
    const TemporaryDirectory place;
    {
        WriterBench bench(place.path());
        bench.attach(rooms::fixture_account());
        bench.stop_writer();
        for (int count = 0; count < 200; ++count) {
            REQUIRE(bench.journalled("word" + std::to_string(count) + std::string(300, 'x'), "words"));
        }
    }
    const std::string segment =
        journal_directory(place.path()) + "/" + segments_in(journal_directory(place.path())).back();
    {
        Session session(segment, Access::write);
        session.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    std::fstream file(segment, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(8 * 4096);
    file << std::string(4096, '\xee');
    file.close();
    WriterBench bench(place.path());
    bench.settle();
    const std::int64_t applied = bench.scalar("SELECT (SELECT count(*) FROM message) + (SELECT count(*) FROM parked)");
    CHECK(applied > 180);
    CHECK(applied < 200);
    CHECK(rooms::eventually([&] {
        return bench.writer().trouble().find(" rows of the journal segment ") != std::string::npos &&
               bench.writer().trouble().find(" cannot be read; all others are applied") != std::string::npos;
    }));
    CHECK(bench.writer().trouble().rfind(std::to_string(200 - applied) + " rows", 0) == 0);
}
