#include "catch.hpp"
#include "store/accounts.hpp"
#include "store/state_schema.hpp"
#include "store/temporary_directory.hpp"
#include "store/watched_files.hpp"

using namespace coexist;

// A writer that is killed between the write and the sync of a commit leaves it in the WAL. The next to open the state
// finds it there and would answer from it, and a power cut could still take it.
TEST_CASE("what a reader sees is on the disk before it answers anybody", "[store]") {
    const rooms::TemporaryDirectory directory;
    {
        auto state = open_state_for_writing(directory.path());
        REQUIRE(state.ok());
        AccountRow account;
        account.account_id = AccountId("acc_1");
        save_account(**state, account);
    }
    const rooms::WatchedFiles watched;
    const auto reader = open_state_for_reading(directory.path());
    CHECK(watched.wal_syncs() == 1);
    CHECK(all_accounts(*reader).size() == 1);
    CHECK(watched.wal_syncs() == 1);
}
