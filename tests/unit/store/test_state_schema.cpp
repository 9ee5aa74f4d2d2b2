#include <filesystem>

#include "catch.hpp"
#include "store/accounts.hpp"
#include "store/consumers.hpp"
#include "store/journal_segment.hpp"
#include "store/progress.hpp"
#include "store/state_schema.hpp"
#include "store/temporary_directory.hpp"

using namespace coexist;
using rooms::TemporaryDirectory;

TEST_CASE("a new state has its tables, an epoch and the versions of this program", "[store]") {
    const TemporaryDirectory directory;
    auto state = open_state_for_writing(directory.path());
    REQUIRE(state.ok());
    CHECK(all_accounts(**state).empty());
    CHECK(meta_number(**state, "fold_version", 0) == fold_version);
    CHECK(meta_number(**state, "kept_version", 0) == 22);
    CHECK(meta_number(**state, "feed_epoch", 0) == 1);
    CHECK(meta_number(**state, "absent", 7) == 7);
}

TEST_CASE("opening a state again changes nothing in it", "[store]") {
    const TemporaryDirectory directory;
    {
        auto state = open_state_for_writing(directory.path());
        REQUIRE(state.ok());
        AccountRow account;
        account.account_id = AccountId("acc_1");
        save_account(**state, account);
    }
    auto again = open_state_for_writing(directory.path());
    REQUIRE(again.ok());
    CHECK(all_accounts(**again).size() == 1);
    CHECK(meta_number(**again, "feed_epoch", 0) == 1);
}

TEST_CASE("a state of a newer program is refused and left alone", "[store]") {
    const char* version = GENERATE("kept_version", "fold_version");
    const TemporaryDirectory directory;
    {
        auto state = open_state_for_writing(directory.path());
        REQUIRE(state.ok());
        set_meta_number(**state, version, 1000);
    }
    const auto newer = open_state_for_writing(directory.path());
    REQUIRE_FALSE(newer.ok());
    CHECK(newer.problem().code == "state_newer");
    CHECK(newer.problem().refusal == Refusal::version);
    auto reader = open_state_for_reading(directory.path());
    CHECK(meta_number(*reader, version, 0) == 1000);
}

TEST_CASE("another fold is built anew in a new epoch, and what is kept stays", "[store]") {
    const TemporaryDirectory directory;
    {
        auto state = open_state_for_writing(directory.path());
        REQUIRE(state.ok());
        AccountRow account;
        account.account_id = AccountId("acc_1");
        save_account(**state, account);
        (*state)->execute("INSERT INTO message_alias(key, target) VALUES(1, 2)");
        (*state)->execute("INSERT INTO journal_progress(segment, lane, applied) VALUES('s', 0, 5), ('s', 2, 6)");
        set_meta_number(**state, "fold_version", 0);
    }
    auto state = open_state_for_writing(directory.path());
    REQUIRE(state.ok());
    CHECK(all_accounts(**state).size() == 1);
    CHECK((*state)->scalar("SELECT count(*) FROM message_alias") == 0);
    CHECK((*state)->scalar("SELECT count(*) FROM journal_progress") == 1);
    CHECK((*state)->scalar("SELECT lane FROM journal_progress") == 2);
    CHECK(meta_number(**state, "feed_epoch", 0) == 2);
    CHECK(meta_number(**state, "fold_seeded", 1) == 0);
}

// The first start of an upgraded state with 10,000 numbers lasted 15 s: each number's checks were sought among all.
TEST_CASE("the checks of a number are found without looking at those of others", "[store]") {
    const TemporaryDirectory directory;
    auto state = open_state_for_writing(directory.path());
    REQUIRE(state.ok());
    Statement& plan = (*state)->sql("EXPLAIN QUERY PLAN DELETE FROM errand WHERE kind = 'check' AND account = 1");
    REQUIRE(plan.with().next());
    CHECK(plan.text(3).find("errand_by_account") != std::string::npos);
    plan.reset();
}

// An upgrade built the fold anew without what a lost segment had told, and showed the rest as if it were all.
TEST_CASE("a fold of an older version is left alone while its journal has a gap", "[store]") {
    const TemporaryDirectory directory;
    const std::string journal = journal_directory(directory.path());
    std::filesystem::create_directories(journal);
    std::string segment;
    {
        SegmentWriter writer(journal, 1000);
        segment = writer.name();
        const JournalRow row{1, RowKind::delivery, Lane::live, "main", "a"};
        REQUIRE(writer.append({&row}));
        writer.seal(2000);
        auto state = open_state_for_writing(directory.path());
        REQUIRE(state.ok());
        (*state)->execute("INSERT INTO message_alias(key, target) VALUES(1, 2)");
        save_progress(**state, segment, Lane::live, 1);
        if (GENERATE(false, true)) save_finished(**state, segment);
        set_meta_number(**state, "fold_version", fold_version - 1);
    }
    std::filesystem::create_directory(directory.path() + "/moved");
    const auto move_segment = [&](const std::string& from, const std::string& to) {
        for (const char* suffix : {"", "-wal", "-shm"}) {
            std::filesystem::rename(from + "/" + segment + suffix, to + "/" + segment + suffix);
        }
    };
    move_segment(journal, directory.path() + "/moved");
    const auto refused = open_state_for_writing(directory.path());
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.problem().code == "journal_incomplete");
    CHECK(refused.problem().detail == "What the state shows is to be built anew from the journal, but in " + journal +
                                          " the segment " + segment + " is missing. Nothing was changed.");
    CHECK(refused.problem().next ==
          "Put the segment back from a backup or from where it was moved to, and start again; until then the version "
          "that ran before works with the state as it is.");
    {
        const auto reader = open_state_for_reading(directory.path());
        CHECK(meta_number(*reader, "fold_version", 0) == fold_version - 1);
        CHECK(reader->scalar("SELECT count(*) FROM message_alias") == 1);
    }
    move_segment(directory.path() + "/moved", journal);
    const auto state = open_state_for_writing(directory.path());
    REQUIRE(state.ok());
    CHECK((*state)->scalar("SELECT count(*) FROM message_alias") == 0);
}

TEST_CASE("whose names are looked up is found by the contact, however many a tenant has", "[store]") {
    const TemporaryDirectory directory;
    auto state = open_state_for_writing(directory.path());
    REQUIRE(state.ok());
    for (const char* look :
         {"EXPLAIN QUERY PLAN SELECT hash FROM identity WHERE tenant = 'a' AND contact = 1 ORDER BY hash",
          "EXPLAIN QUERY PLAN SELECT * FROM identity WHERE tenant = 'a' AND circle = 1 ORDER BY kind",
          "EXPLAIN QUERY PLAN SELECT * FROM identity WHERE tenant = 'a' AND contact = 1 ORDER BY kind"}) {
        Statement& plan = (*state)->sql(look);
        REQUIRE(plan.next());
        INFO(plan.text(3));
        CHECK(plan.text(3).find("identity_by_c") != std::string::npos);
        plan.reset();
    }
}

TEST_CASE("whether a guest was ever answered is found without reading what he wrote", "[store]") {
    const TemporaryDirectory directory;
    auto state = open_state_for_writing(directory.path());
    REQUIRE(state.ok());
    Statement& plan = (*state)->sql(
        "EXPLAIN QUERY PLAN SELECT 1 FROM message WHERE account = 1 AND peer = 2 AND voice IN (2, 3) LIMIT 1");
    REQUIRE(plan.with().next());
    CHECK(plan.text(3).find("message_answer") != std::string::npos);
    plan.reset();
}

TEST_CASE("a state made anew beside old consumers begins an epoch that they have not read", "[store]") {
    const TemporaryDirectory directory;
    ConsumerStore consumers(directory.path());
    consumers.start({"crm", 4, 900, 0, 0});
    auto state = open_state_for_writing(directory.path());
    REQUIRE(state.ok());
    CHECK(meta_number(**state, "feed_epoch", 0) == 5);
}

TEST_CASE("consumers move forward only and each is forgotten alone", "[store]") {
    const TemporaryDirectory directory;
    ConsumerStore consumers(directory.path());
    CHECK(consumers.start({"crm", 1, 10, 0, 0}).live == 10);
    CHECK(consumers.start({"crm", 1, 99, 0, 0}).live == 10);
    consumers.advance({"crm", 1, 5, 0, 1});
    CHECK(consumers.find("crm")->live == 10);
    consumers.advance({"crm", 1, 20, 0, 2});
    CHECK(consumers.find("crm")->live == 20);
    consumers.advance({"crm", 1, 15, 7, 2});  // two read at once: each lane for itself
    CHECK(consumers.find("crm")->live == 20);
    CHECK(consumers.find("crm")->past == 7);
    consumers.advance({"crm", 2, 3, 0, 3});
    CHECK(consumers.find("crm")->epoch == 2);
    CHECK(consumers.find("crm")->live == 3);
    CHECK(consumers.find("crm")->past == 0);
    consumers.advance({"crm", 1, 500, 0, 4});
    CHECK(consumers.find("crm")->epoch == 2);
    consumers.start({"other", 2, 0, 0, 0});
    consumers.forget("crm");
    CHECK_FALSE(consumers.find("crm").has_value());
    CHECK(consumers.all().size() == 1);
}
