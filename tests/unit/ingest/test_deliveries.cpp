#include <sqlite3.h>
#include <SQLiteCpp/Exception.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <map>
#include <thread>

#include "catch.hpp"
#include "ingest/writer_bench.hpp"
#include "store/another_process.hpp"

using namespace coexist;
using rooms::delivery;
using rooms::fixture_account;
using rooms::WriterBench;

namespace {

constexpr const char* messages = "SELECT count(*) FROM message";
constexpr const char* parked = "SELECT count(*) FROM parked";
constexpr std::int64_t day_ms = 86'400'000;

/// The number that words speak to, connected over their road.
AccountRow on_words() {
    AccountRow account = fixture_account();
    account.road = "words";
    return account;
}

}  // namespace

TEST_CASE("child: applies what waits in a state until it dies of it", "[.child]") {
    // The abort is what is tested; no handler of the test program is to see it.
    std::signal(SIGABRT, SIG_DFL);
    WriterBench bench(rooms::given("state"));
    bench.settle();
    std::_Exit(0);
}

TEST_CASE("a delivery for a number that nobody connected waits, and is applied when it is", "[ingest]") {
    WriterBench bench;
    bench.deliver(delivery("msg_text"));
    CHECK(bench.scalar(parked) == 1);
    CHECK(bench.scalar(messages) == 0);
    bench.attach(fixture_account());
    CHECK(bench.scalar(parked) == 0);
    CHECK(bench.scalar(messages) == 1);
}

TEST_CASE("rule E: a message counts once a number, however many deliveries bring it at once", "[ingest][pains]") {
    WriterBench bench;
    bench.attach(fixture_account());
    AccountRow second = fixture_account();
    second.id = 0;
    second.account_id = AccountId("acc_00000000000000ee");
    second.digits = "905321110099";
    second.phone_number_id = PhoneNumberId("310987654321099");
    bench.attach(second);
    const std::string first = delivery("msg_text");
    std::string other = first;
    const std::pair<const char*, const char*> others[] = {{rooms::fixture_number, "310987654321099"},
                                                          {rooms::fixture_digits, "905321110099"}};
    for (const auto& [was, is] : others) {
        for (std::size_t at; (at = other.find(was)) != std::string::npos;) other.replace(at, std::strlen(was), is);
    }
    std::vector<std::thread> doors;
    for (int door = 0; door < 8; ++door) {
        doors.emplace_back([&] {
            for (int repeat = 0; repeat < 4; ++repeat) bench.journalled(repeat % 2 == 0 ? first : other);
        });
    }
    for (std::thread& door : doors) door.join();
    bench.settle();
    CHECK(bench.scalar(messages) == 2);
    CHECK(bench.scalar("SELECT count(DISTINCT account) FROM message") == 2);
    CHECK(bench.scalar("SELECT count(*) FROM conversation") == 2);
    // Each was told once, with the message, in one transaction.
    CHECK(bench.scalar("SELECT count(*) FROM feed WHERE kind = 4") == 2);
    CHECK(bench.scalar("SELECT count(*) FROM message JOIN feed ON feed.seq = message.revision") == 2);
}

TEST_CASE("what another app's endpoint took is not given to a number of this one", "[ingest]") {
    WriterBench bench;
    bench.deliver(delivery("msg_text"), "other");
    bench.attach(fixture_account());
    CHECK(bench.scalar(parked) == 1);
    CHECK(bench.scalar(messages) == 0);
    // Nor later: the number is known, but not over that road.
    bench.deliver(delivery("echo_text"), "other");
    CHECK(bench.scalar(parked) == 2);
    CHECK(bench.scalar(messages) == 0);
}

TEST_CASE("the known numbers of a delivery are applied while it waits for the unknown one", "[ingest]") {
    WriterBench bench;
    bench.attach(fixture_account());
    bench.deliver(delivery("batch_multi_entry_multi_change"));
    CHECK(bench.scalar(messages) == 3);
    CHECK(bench.scalar(parked) >= 1);
    AccountRow second = fixture_account();
    second.account_id = AccountId("acc_0000000000000002");
    second.tenant = TenantId("hotel-2");
    second.phone_number_id = PhoneNumberId("310987654321902");
    second.waba_id = WabaId("210987654321901");
    second.digits = "905329990022";
    bench.attach(second);
    CHECK(bench.scalar(messages) == 4);
}

TEST_CASE("a delivery that waited a week for its number goes to quarantine and can be replayed there", "[ingest]") {
    WriterBench bench;
    bench.deliver(delivery("msg_text"));
    bench.now_ms += 6 * day_ms;
    bench.settle();
    bench.settle();
    CHECK(bench.scalar(parked) == 1);
    bench.now_ms += 2 * day_ms;
    bench.writer().wake();
    REQUIRE(rooms::eventually([&] { return bench.scalar(parked) == 0; }));
    const auto rows = bench.set_aside();
    REQUIRE(rows.size() == 1);
    CHECK(rows.front().reason.find("never connected") != std::string::npos);
    bench.attach(fixture_account());
    bench.transact(
        [&](WriteContext& context) { CHECK(bench.writer().deliveries().replay(context, rows.front().position)); });
    CHECK(bench.scalar(messages) == 1);
    CHECK(bench.set_aside().empty());
}

TEST_CASE("a body that is no webhook is set aside with the reason, and a newer reader can replay it", "[ingest]") {
    WriterBench bench;
    bench.attach(on_words());
    bench.deliver("bad", "words");
    const auto rows = bench.set_aside();
    REQUIRE(rows.size() == 1);
    CHECK(rows.front().reason == "It is no webhook.");
    CHECK(rows.front().road == "words");
    bench.words().mended = true;
    bench.transact([&](WriteContext& context) {
        CHECK(bench.writer().deliveries().replay(context, rows.front().position));
        CHECK_FALSE(bench.writer().deliveries().replay(context, {"absent.journal", 1}));
    });
    CHECK(bench.scalar(messages) == 1);
    CHECK(bench.set_aside().empty());
}

TEST_CASE("a delivery of a road that is not configured any more is set aside", "[ingest]") {
    WriterBench bench;
    bench.deliver(delivery("msg_text"), "gone");
    REQUIRE(bench.set_aside().size() == 1);
    CHECK(bench.set_aside().front().reason.find("configuration") != std::string::npos);
}

TEST_CASE("a delivery whose application fails is set aside alone, its neighbours are applied", "[ingest]") {
    WriterBench bench;
    bench.attach(on_words());
    bench.stop();
    // All of one group: they lie in the journal before the writer begins.
    {
        Journal journal(journal_directory(bench.directory()), Clock(), Log());
        journal.start();
        for (const char* word : {"one", "throw", "two", "bad", "three"}) {
            REQUIRE(journal.append_and_wait({1, RowKind::delivery, Lane::live, "words", word}));
        }
        journal.stop();
    }
    bench.start();
    bench.settle();
    CHECK(bench.scalar(messages) == 3);
    REQUIRE(bench.set_aside().size() == 2);
    CHECK(bench.writer().trouble().empty());
    bench.deliver("four", "words");
    CHECK(bench.scalar(messages) == 4);
}

TEST_CASE("a writer that is stopped right after its start has applied all, and says that nothing is left", "[ingest]") {
    WriterBench bench;
    bench.attach(on_words());
    bench.stop();
    {
        Journal journal(journal_directory(bench.directory()), Clock(), Log());
        journal.start();
        for (const char* word : {"one", "two"}) {
            REQUIRE(journal.append_and_wait({1, RowKind::delivery, Lane::live, "words", word}));
        }
        journal.stop();
    }
    bench.start();
    bench.writer().stop(60'000);
    CHECK(bench.writer().lag() == 0);
    CHECK(bench.scalar(messages) == 2);
}

TEST_CASE("a command that cannot be read is set aside and holds up no other", "[ingest]") {
    WriterBench bench;
    REQUIRE(bench.journal().append_and_wait({1, RowKind::command, Lane::command, "", "no command"}));
    REQUIRE(bench.journal().append_and_wait({1, RowKind::answer, Lane::command, "", "no answer"}));
    bench.settle();
    CHECK(bench.set_aside().size() == 2);
    bench.attach(fixture_account());
    bench.deliver(delivery("msg_text"));
    CHECK(bench.scalar(messages) == 1);
}

TEST_CASE("a delivery that ends the process is set aside before the third try", "[ingest]") {
    const rooms::TemporaryDirectory directory;
    {
        WriterBench bench(directory.path());
        bench.attach(on_words());
        bench.stop();
        Journal journal(journal_directory(directory.path()), Clock(), Log());
        journal.start();
        for (const char* word : {"before", "abort", "after"}) {
            REQUIRE(journal.append_and_wait({1, RowKind::delivery, Lane::live, "words", word}));
        }
        journal.stop();
    }
    const auto attempt = [&] {
        rooms::AnotherProcess process("child: applies what waits in a state until it dies of it",
                                      {{"state", directory.path()}});
        return process.wait();
    };
    // Once in a group; then alone.
    for (int tries = 0; tries < 2; ++tries) CHECK(attempt() == -SIGABRT);
    CHECK(attempt() == 0);
    WriterBench bench(directory.path());
    bench.settle();
    REQUIRE(bench.set_aside().size() == 1);
    CHECK(bench.set_aside().front().reason.find("ended the process") != std::string::npos);
    CHECK(bench.scalar(messages) == 2);
}

TEST_CASE("rule E: an honest delivery that was under way when the process was killed is applied", "[ingest][pains]") {
    const rooms::TemporaryDirectory directory;
    {
        WriterBench bench(directory.path());
        bench.attach(on_words());
    }
    for (int kills = 0; kills < 4; ++kills) {
        {
            Journal journal(journal_directory(directory.path()), Clock(), Log());
            journal.start();
            REQUIRE(journal.append_and_wait({1, RowKind::delivery, Lane::live, "words", std::to_string(kills)}));
            journal.stop();
            // What a kill leaves while this row is under way.
            PoisonMark(directory.path()).set({segments_in(journal_directory(directory.path())).back(), 1});
        }
        WriterBench bench(directory.path());
        bench.settle();
        CHECK(bench.scalar(messages) == kills + 1);
        CHECK(bench.set_aside().empty());
    }
}

TEST_CASE("posted work that fails takes no other work of its group down", "[ingest]") {
    WriterBench bench;
    std::atomic<int> committed{0};
    std::atomic<int> failed{0};
    const auto finished = [&](bool done) { ++(done ? committed : failed); };
    for (int count = 0; count < 60; ++count) {
        bench.writer().post(
            [count](WriteContext& context) {
                set_meta_number(context.session, ("work" + std::to_string(count)).c_str(), 1);
                if (count % 3 == 0) throw std::runtime_error("no");
            },
            finished);
    }
    REQUIRE(rooms::eventually([&] { return committed + failed == 60; }));
    CHECK(committed == 40);
    CHECK(failed == 20);
    CHECK(bench.scalar("SELECT count(*) FROM meta WHERE name LIKE 'work%'") == 40);
    CHECK(bench.writer().post_and_wait([](WriteContext&) {}));
    CHECK(bench.writer().trouble().empty());
}

TEST_CASE("a transaction that the disk or the work itself ends is counted as failed", "[ingest]") {
    WriterBench bench;
    CHECK_FALSE(bench.writer().post_and_wait([](WriteContext&) { throw std::runtime_error("no"); }));
    CHECK(bench.figures().stores.commits_failed == 1);
    bench.transact([](WriteContext& context) { context.session.scalar("PRAGMA max_page_count=1"); });  // a full disk
    int said = SQLITE_OK;
    CHECK_FALSE(bench.writer().post_and_wait([&](WriteContext& context) {
        try {
            set_meta_number(context.session, std::string(1 << 20, 'x').c_str(), 1);
        } catch (const SQLite::Exception& error) {
            said = error.getErrorCode();
            throw;
        }
    }));
    CHECK(said == SQLITE_FULL);
    CHECK(bench.figures().stores.commits_failed == 2);
}

TEST_CASE("work that is posted while the writer stops is finished or refused", "[ingest]") {
    for (int round = 0; round < 5; ++round) {
        WriterBench bench;
        std::atomic<bool> go{true};
        std::atomic<int> asked{0};
        std::atomic<int> told{0};
        std::thread caller([&] {
            while (go) {
                ++asked;
                bench.writer().post([](WriteContext&) {}, [&](bool) { ++told; });
                std::this_thread::yield();
            }
        });
        REQUIRE(rooms::eventually([&] { return told > 3; }));
        bench.writer().stop(0);
        go = false;
        caller.join();
        CHECK(told == asked);
        CHECK_FALSE(bench.writer().post_and_wait([](WriteContext&) {}));
    }
}

TEST_CASE("a segment that is damaged while it is read ends no process and is told of", "[ingest]") {
    WriterBench bench;
    bench.attach(fixture_account());
    bench.deliver(delivery("msg_text"));
    const std::string segment = segments_in(journal_directory(bench.directory())).back();
    bench.stop();
    {
        Session session(journal_directory(bench.directory()) + "/" + segment, Access::write);
        session.execute(
            "DELETE FROM seal; ALTER TABLE entry DROP COLUMN body; INSERT INTO entry VALUES(9,1,1,0,'main')");
        Session state(state_path(bench.directory()), Access::write);
        state.execute("DELETE FROM journal_progress WHERE lane = 3");  // it was finished: nobody would look at it
    }
    bench.start();
    REQUIRE(rooms::eventually([&] { return !bench.writer().trouble().empty(); }));
    CHECK(bench.writer().trouble().find(segment) != std::string::npos);
    REQUIRE(bench.journalled(delivery("echo_text")));
    REQUIRE(rooms::eventually([&] { return bench.scalar(messages) == 2; }));
}

TEST_CASE("segments that are finished are remembered: a later start opens none of them", "[ingest]") {
    const rooms::TemporaryDirectory directory;
    const auto segments = [&] { return segments_in(journal_directory(directory.path())); };
    {
        WriterBench bench(directory.path());
        bench.attach(on_words());
        for (int round = 0; round < 4; ++round) {
            bench.deliver(std::to_string(round), "words");
            bench.restart();
        }
        REQUIRE(rooms::eventually(
            [&] { return bench.scalar("SELECT count(*) FROM journal_progress WHERE lane = 3") >= 4; }));
        CHECK(bench.scalar("SELECT count(*) FROM journal_progress WHERE lane < 2") <= 1);
    }
    for (const std::string& name : segments()) {
        std::filesystem::resize_file(journal_directory(directory.path()) + "/" + name, 10);
    }
    WriterBench bench(directory.path());
    bench.deliver("after", "words");
    CHECK(bench.scalar(messages) == 5);
    CHECK(bench.writer().trouble().empty());
}

TEST_CASE("a segment whose rows are all applied is tidied when little comes", "[ingest]") {
    WriterBench bench;
    bench.attach(fixture_account());
    bench.deliver(delivery("msg_text"));
    bench.restart();  // ends the segment
    bench.settle();
    const std::string journal = journal_directory(bench.directory());
    const auto untidy = [&] {
        const auto names = segments_in(journal);
        return std::count_if(names.begin(), names.end(),
                             [&](const std::string& name) { return is_untidy(journal, name); });
    };
    CHECK(rooms::eventually([&] { return untidy() == 0; }));
    bench.deliver(delivery("echo_text"));
    CHECK(untidy() == 1);  // the living one is as it is
    CHECK(bench.scalar(messages) == 2);
}
