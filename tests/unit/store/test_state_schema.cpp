#include <filesystem>

#include "catch.hpp"
#include "store/accounts.hpp"
#include "store/consumers.hpp"
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
    CHECK(meta_number(**state, "kept_version", 0) == 5);
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

TEST_CASE("a state made anew beside old consumers begins an epoch that they have not read", "[store]") {
    const TemporaryDirectory directory;
    ConsumerStore consumers(directory.path());
    consumers.start({"crm", 4, 900, 0});
    auto state = open_state_for_writing(directory.path());
    REQUIRE(state.ok());
    CHECK(meta_number(**state, "feed_epoch", 0) == 5);
}

TEST_CASE("consumers move forward only and each is forgotten alone", "[store]") {
    const TemporaryDirectory directory;
    ConsumerStore consumers(directory.path());
    CHECK(consumers.start({"crm", 1, 10, 0}).position == 10);
    CHECK(consumers.start({"crm", 1, 99, 0}).position == 10);
    consumers.advance({"crm", 1, 5, 1});
    CHECK(consumers.find("crm")->position == 10);
    consumers.advance({"crm", 1, 20, 2});
    CHECK(consumers.find("crm")->position == 20);
    consumers.advance({"crm", 2, 3, 3});
    CHECK(consumers.find("crm")->epoch == 2);
    CHECK(consumers.find("crm")->position == 3);
    consumers.advance({"crm", 1, 500, 4});
    CHECK(consumers.find("crm")->epoch == 2);
    consumers.start({"other", 2, 0, 0});
    consumers.forget("crm");
    CHECK_FALSE(consumers.find("crm").has_value());
    CHECK(consumers.all().size() == 1);
}
