#include <sqlite3.h>
#include <SQLiteCpp/Exception.h>

#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "store/reader_pool.hpp"
#include "store/session.hpp"
#include "store/state_schema.hpp"
#include "store/temporary_directory.hpp"

using namespace coexist;
using rooms::TemporaryDirectory;

namespace {

constexpr const char* schema = "CREATE TABLE thing(id INTEGER PRIMARY KEY, name TEXT, body BLOB)";
constexpr const char* insert = "INSERT INTO thing(name, body) VALUES($1, $2)";
constexpr const char* select_all = "SELECT id, name, body FROM thing ORDER BY id";
constexpr const char* count = "SELECT count(*) FROM thing";

int rows(Session& session) {
    return static_cast<int>(session.scalar(count));
}

}  // namespace

TEST_CASE("a statement keeps texts as texts and bytes as bytes, whatever bytes they are", "[store]") {
    const TemporaryDirectory directory;
    Session session(directory.path() + "/a.db", Access::write);
    session.execute(schema);
    const std::string zeros("a\0b\xff", 4);
    session.sql(insert).with("name", Bytes{zeros}).run();
    session.sql(insert).with(std::string(), Bytes{std::string_view()}).run();
    session.sql(insert).with(nullptr, std::optional<std::string>()).run();

    Statement& all = session.sql(select_all).with();
    REQUIRE(all.next());
    CHECK(all.text(1) == "name");
    CHECK(all.bytes(2) == zeros);
    REQUIRE(all.next());
    CHECK(all.text(1).empty());
    CHECK_FALSE(all.null(1));
    CHECK(all.bytes(2).empty());
    // Bytes that are empty are not absent: the journal's body column takes no NULL.
    CHECK_FALSE(all.null(2));
    REQUIRE(all.next());
    CHECK(all.null(1));
    CHECK(all.null(2));
    CHECK_FALSE(all.next());
    all.reset();
    CHECK(session.scalar("SELECT count(*) FROM thing WHERE typeof(name) = 'text'") == 2);
    CHECK(session.scalar("SELECT count(*) FROM thing WHERE typeof(body) = 'blob'") == 2);
}

TEST_CASE("a prepared statement is the same one every time and forgets what it was bound to", "[store]") {
    const TemporaryDirectory directory;
    Session session(directory.path() + "/a.db", Access::write);
    session.execute(schema);
    Statement& first = session.sql(insert);
    CHECK(first.with("one", nullptr).run() == 1);
    Statement& second = session.sql(insert);
    CHECK(&first == &second);
    CHECK(second.with("two").run() == 1);  // $2 was not bound: nothing remains of an earlier value
    CHECK(session.scalar("SELECT count(*) FROM thing WHERE body IS NULL") == 2);
}

TEST_CASE("a statement that failed can be used again", "[store]") {
    const TemporaryDirectory directory;
    Session session(directory.path() + "/a.db", Access::write);
    session.execute("CREATE TABLE once(name TEXT UNIQUE)");
    constexpr const char* once = "INSERT INTO once(name) VALUES($1)";
    CHECK(session.sql(once).with("a").run() == 1);
    CHECK_THROWS_AS(session.sql(once).with("a").run(), SQLite::Exception);
    CHECK(session.sql(once).with("b").run() == 1);
}

TEST_CASE("a writing session flushes every commit and never checkpoints by itself", "[store]") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/a.db";
    {
        Session session(path, Access::write);
        CHECK(session.scalar("PRAGMA synchronous") == 2);
        CHECK(session.scalar("PRAGMA wal_autocheckpoint") == 0);
        session.execute(schema);
        session.sql(insert).with("kept", nullptr).run();
        CHECK(session.wal_bytes() > 0);
    }
    // Closing the last connection must not fold the WAL into the file either.
    REQUIRE(std::filesystem::exists(path + "-wal"));
    CHECK(std::filesystem::file_size(path + "-wal") > 0);
    Session again(path, Access::read);
    CHECK(rows(again) == 1);
}

TEST_CASE("a session with a rollback journal has no WAL and flushes as well", "[store]") {
    const TemporaryDirectory directory;
    Session session(directory.path() + "/a.db", Access::rollback);
    CHECK(session.scalar("PRAGMA synchronous") == 2);
    session.execute(schema);
    session.sql(insert).with("kept", nullptr).run();
    CHECK(session.wal_bytes() == 0);
}

TEST_CASE("a reading session sees commits, creates nothing and writes nothing", "[store]") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/a.db";
    CHECK_THROWS_AS(Session(path, Access::read), SQLite::Exception);
    CHECK_FALSE(std::filesystem::exists(path));
    Session writer(path, Access::write);
    writer.execute(schema);
    Session reader(path, Access::read);
    writer.sql(insert).with("new", nullptr).run();
    CHECK(rows(reader) == 1);
    CHECK_THROWS_AS(reader.execute("DELETE FROM thing"), SQLite::Exception);
}

TEST_CASE("a transaction that is not committed leaves nothing", "[store]") {
    const TemporaryDirectory directory;
    Session session(directory.path() + "/a.db", Access::write);
    session.execute(schema);
    {
        const Transaction transaction(session);
        session.sql(insert).with("lost", nullptr).run();
    }
    CHECK(rows(session) == 0);
    try {
        const Transaction transaction(session);
        session.sql(insert).with("lost", nullptr).run();
        throw std::runtime_error("something else");
    } catch (const std::runtime_error&) {
        CHECK(rows(session) == 0);
    }
    Transaction transaction(session);
    session.sql(insert).with("kept", nullptr).run();
    transaction.commit();
    CHECK(rows(session) == 1);
}

TEST_CASE("a transaction rolls back even while a statement of its own is half read", "[store]") {
    const TemporaryDirectory directory;
    Session session(directory.path() + "/a.db", Access::write);
    session.execute(schema);
    session.sql(insert).with("one", nullptr).run();
    session.sql(insert).with("two", nullptr).run();
    {
        const Transaction transaction(session);
        session.sql(insert).with("lost", nullptr).run();
        REQUIRE(session.sql(select_all).with().next());
    }
    CHECK(rows(session) == 2);
    Transaction next(session);
    session.sql(insert).with("three", nullptr).run();
    next.commit();
    CHECK(rows(session) == 3);
}

TEST_CASE("a snapshot shows one moment over several reads", "[store]") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/a.db";
    Session writer(path, Access::write);
    writer.execute(schema);
    writer.sql(insert).with("before", nullptr).run();
    Session reader(path, Access::read);
    {
        const Snapshot snapshot(reader);
        CHECK(rows(reader) == 1);
        writer.sql(insert).with("after", nullptr).run();
        CHECK(rows(reader) == 1);
    }
    CHECK(rows(reader) == 2);
}

TEST_CASE("a checkpoint writes back what no reader holds, and the WAL does not grow for ever", "[store]") {
    const TemporaryDirectory directory;
    const std::string path = directory.path() + "/a.db";
    Session session(path, Access::write);
    session.execute(schema);
    const std::string body(100'000, 'x');
    std::int64_t largest = 0;
    for (int round = 0; round < 40; ++round) {
        session.sql(insert).with("row", Bytes{body}).run();
        largest = std::max(largest, session.wal_bytes());
        session.checkpoint();
    }
    CHECK(largest < 1'000'000);
    CHECK(std::filesystem::file_size(path) > 3'000'000);
}

TEST_CASE("a borrowed reader whose query was left half read does not show the past to the next borrower", "[store]") {
    const TemporaryDirectory directory;
    auto writer = open_state_for_writing(directory.path());
    REQUIRE(writer.ok());
    Session& state = **writer;
    state.execute("CREATE TABLE thing(id INTEGER PRIMARY KEY, name TEXT, body BLOB)");
    state.sql(insert).with("one", nullptr).run();
    state.sql(insert).with("two", nullptr).run();
    ReaderPool pool(directory.path());
    try {
        auto lease = pool.take();
        REQUIRE(lease->sql(select_all).with().next());
        throw std::runtime_error("a row that cannot be read");
    } catch (const std::runtime_error&) {
        state.sql(insert).with("three", nullptr).run();
    }
    auto next = pool.take();
    CHECK(rows(*next) == 3);
}
