// A backup holds commands that the state's copy has not applied yet; their messages may have left since.
#include <boost/json.hpp>
#include <filesystem>

#include "actions/command.hpp"
#include "catch.hpp"
#include "ingest/writer_bench.hpp"
#include "store/another_process.hpp"
#include "store/backup.hpp"
#include "store/copy_mark.hpp"
#include "store/keys.hpp"
#include "store/state_schema.hpp"
#include "store/temporary_directory.hpp"

using namespace coexist;
using rooms::eventually;
using rooms::TemporaryDirectory;
using rooms::WriterBench;
namespace fs = std::filesystem;

namespace {

AccountRow account_with_token(WriterBench& bench) {
    AccountRow account = rooms::fixture_account();
    auto sealed = bench.cipher().seal(Secret("the token"), account.account_id.value);
    REQUIRE(sealed.ok());
    account.token_sealed = *sealed;
    return account;
}

void guest_wrote(WriterBench& bench) {
    bench.transact([&](WriteContext& context) {
        Message told;
        told.wamid = Wamid("wamid.of.lena");
        told.origin = Origin::customer;
        told.sides = side_customer;
        told.peers = {{IdentityKind::wa_id, "4915112345678"}};
        told.content = Content{true, Witness::live, {context.now_ms / 1000, "1"}, "text", "hello", {}, "", ""};
        context.fold.apply(all_accounts(context.session).front(), {{}, MessageFact{told}});
    });
}

/// Journals a send as any process does, whether or not an owner is there to apply it.
void ask(WriterBench& bench, const std::string& operation, const std::string& words) {
    const AccountRow account = rooms::fixture_account();
    Command command;
    command.operation = OperationId(operation);
    command.tenant = account.tenant;
    command.account = account.account_id;
    command.provider = account.provider;
    command.action = "send_text";
    command.input = {{"text", words},
                     {"recipient", boost::json::array{static_cast<int>(IdentityKind::wa_id), "4915112345678"}}};
    command.actor = "sam";
    command.at = bench.now_ms;
    REQUIRE(bench.journal().append_and_wait({bench.now_ms, RowKind::command, Lane::command, "", text_of(command)}));
}

std::string state_of(WriterBench& bench, const std::string& operation) {
    auto reader = bench.readers().take();
    const auto send = find_send(*reader, OperationId(operation));
    return send ? send->state : "absent";
}

std::string copy_of(WriterBench& bench, const TemporaryDirectory& place) {
    const auto made = back_up(bench.directory(), place.path(), bench.now_ms);
    REQUIRE(made.ok());
    return made->directory;
}

}  // namespace

TEST_CASE("a command in the copied journal whose intent was not kept yet is unknown after a restore", "[outbox]") {
    const TemporaryDirectory place;
    std::string copy;
    {
        WriterBench bench;
        bench.attach(account_with_token(bench));
        guest_wrote(bench);
        ask(bench, "op-queued", "in the state");
        bench.settle();
        REQUIRE(state_of(bench, "op-queued") == "queued");
        bench.stop_writer();
        ask(bench, "op-journalled", "in the journal only");
        copy = copy_of(bench, place);
    }
    WriterBench restored(copy);
    restored.settle();
    CHECK(state_of(restored, "op-queued") == "unknown");
    CHECK(state_of(restored, "op-journalled") == "unknown");

    // What is asked for from now on is an ordinary send, also after another start.
    restored.restart();
    restored.now_ms += 120'000;
    ask(restored, "op-new", "after the restore");
    ask(restored, "op-journalled", "in the journal only");
    restored.start_outbox();
    REQUIRE(eventually([&] { return state_of(restored, "op-new") == "accepted"; }));
    CHECK(restored.channel().sent().size() == 1);
    CHECK(state_of(restored, "op-journalled") == "unknown");
}

TEST_CASE("a copied segment that can be read only later sends nothing then either", "[outbox]") {
    const TemporaryDirectory place;
    std::string copy;
    {
        WriterBench bench;
        bench.attach(account_with_token(bench));
        guest_wrote(bench);
        bench.stop_writer();
        ask(bench, "op-late", "in the journal only");
        copy = copy_of(bench, place);
    }
    const std::string segment = journal_directory(copy) + "/" + segments_in(journal_directory(copy)).front();
    fs::rename(segment, segment + ".away");
    WriterBench restored(copy);
    restored.settle();
    REQUIRE(state_of(restored, "op-late") == "absent");
    restored.start_outbox();
    fs::rename(segment + ".away", segment);
    REQUIRE(eventually([&] { return state_of(restored, "op-late") == "unknown"; }));
    restored.restart();
    restored.start_outbox();
    restored.settle();
    CHECK(restored.channel().sent().empty());
}

TEST_CASE("a restored state's feed begins an epoch that no host has read", "[outbox]") {
    const TemporaryDirectory place;
    WriterBench bench;
    bench.attach(account_with_token(bench));
    const std::string copy = copy_of(bench, place);
    WriterBench restored(copy);
    restored.settle();
    const std::int64_t epoch = restored.scalar("SELECT value FROM meta WHERE name = 'feed_epoch'");
    const std::int64_t ten_minutes = (restored.now_ms - 1'767'225'600'000) / 600'000;
    CHECK(epoch == std::max<std::int64_t>(2, ten_minutes));
    CHECK(epoch < 1'000'000);  // a revision has six digits for it
    CHECK(restored.scalar("SELECT value FROM meta WHERE name = 'copied_at'") == 0);
    restored.restart();
    CHECK(restored.scalar("SELECT value FROM meta WHERE name = 'feed_epoch'") == epoch);
}
