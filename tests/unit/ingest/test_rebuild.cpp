#include <boost/json.hpp>
#include <map>

#include "catch.hpp"
#include "feed/event.hpp"
#include "ingest/state_dump.hpp"
#include "ingest/writer_bench.hpp"

using namespace coexist;
using rooms::delivery;
using rooms::WriterBench;

namespace {

/// Event ids by subject, of what is told and did not end.
std::map<std::string, std::string> told(WriterBench& bench) {
    auto reader = bench.readers().take();
    std::map<std::string, std::string> ids;
    for (const FeedRow& row : rooms::all_told(*reader)) {
        const auto event = told_event_of(*reader, row, meta_number(*reader, "feed_epoch", 0), bench.now_ms);
        if (!event || event->type.find(".merged") != std::string::npos) continue;
        ids[event->subject] = event->id;
    }
    return ids;
}

std::string dump(WriterBench& bench) {
    auto reader = bench.readers().take();
    return rooms::dump_of(*reader);
}

void answer(WriterBench& bench, CallOutcome outcome, const std::string& wamid) {
    Answer said{OperationId(rooms::sent_operation), "send", {}};
    said.said["outcome"] = object_of(outcome);
    if (!wamid.empty()) said.said["wamid"] = wamid;
    REQUIRE(bench.journal().append_and_wait({bench.now_ms, RowKind::answer, Lane::command, "", text_of(said)}));
    bench.settle();
}

void ask_for_send(WriterBench& bench) {
    bench.transact([&](WriteContext& context) {
        const AccountRow account = all_accounts(context.session).front();
        OperationRow operation = rooms::fixture_operation(account);
        tell_operation(context, operation);
        bench.ledger().enqueue(context, account, rooms::fixture_send(account));
        SendRow send = *find_send(context.session, operation.operation_id);
        send.state = "sending";
        send.attempts = 1;
        update_send(context.session, send);
    });
}

void forget_fold(WriterBench& bench) {
    bench.transact([](WriteContext& context) { set_meta_number(context.session, "fold_version", fold_version - 1); });
}

}  // namespace

TEST_CASE("a fold of another version is built anew from the journal, and ends where the former was", "[ingest]") {
    WriterBench bench;
    bench.attach(rooms::fixture_account());
    ask_for_send(bench);
    for (const char* name :
         {"msg_text", "msg_edit_text", "echo_text", "echo_edit", "msg_reaction_add", "status_batch_out_of_order",
          "msg_text_bsuid_with_phone", "msg_text_bsuid_only", "echo_of_api_message_duplicate",
          "state_sync_initial_batch", "state_sync_bsuid", "msg_two_users_in_one_value", "msg_unsupported_131060",
          "account_update_account_offboarded", "batch_multi_entry_multi_change", "unknown_field"}) {
        bench.deliver(delivery(name));
    }
    CallOutcome taken;
    taken.kind = CallOutcome::Kind::accepted;
    answer(bench, taken, rooms::sent_wamid);
    const std::string before = dump(bench);
    const auto ids = told(bench);
    REQUIRE(ids.size() > 10);
    CHECK(before.find(rooms::sent_wamid) != std::string::npos);

    forget_fold(bench);
    bench.now_ms += 60'000;
    bench.restart();
    bench.settle();
    CHECK(dump(bench) == before);
    CHECK(bench.scalar("SELECT value FROM meta WHERE name = 'feed_epoch'") == 2);
    CHECK(bench.scalar("SELECT value FROM meta WHERE name = 'fold_version'") == fold_version);
    const auto again = told(bench);
    CHECK(again == ids);
    CHECK(again.count(std::string("operation/") + rooms::sent_operation) == 1);
    // Every subject is told at one place only.
    CHECK(bench.scalar("SELECT count(*) FROM feed") == bench.scalar("SELECT count(*) FROM "
                                                                    "(SELECT DISTINCT tenant, kind, key FROM feed)"));
}

TEST_CASE("a platform's refusal of a send outlives the building of a new fold", "[ingest]") {
    WriterBench bench;
    bench.attach(rooms::fixture_account());
    ask_for_send(bench);
    bench.deliver(delivery("msg_text"));
    CallOutcome refused;
    refused.kind = CallOutcome::Kind::refused;
    refused.error.code = 131047;
    refused.error.effect = AccountEffect::window_closed;
    refused.error.sentence = "More than 24 hours have passed.";
    answer(bench, refused, {});
    const std::string before = dump(bench);
    CHECK(bench.scalar("SELECT refused_at FROM conversation") > 0);
    forget_fold(bench);
    bench.now_ms += 60'000;
    bench.restart();
    bench.settle();
    CHECK(dump(bench) == before);
}

TEST_CASE("a doubt about grants from before an account was there does not touch it when it is read again", "[ingest]") {
    const std::string doubt = R"({"object": "application", "entry": [{"id": "1", "time": 1794940000,)"
                              R"( "changes": [{"field": "business_integration_uninstall", "value": {}}]}]})";
    WriterBench bench;
    AccountRow early = rooms::fixture_account();
    early.generation_start = bench.now_ms - 1000;
    bench.attach(early);
    bench.deliver(doubt);
    AccountRow late = rooms::fixture_account();
    late.digits = "4930999";
    late.account_id = AccountId("acc_late");
    late.phone_number_id = PhoneNumberId("310987654321009");
    bench.now_ms += 1000;
    late.generation_start = bench.now_ms;
    bench.attach(late);
    const std::string before = dump(bench);
    CHECK(bench.scalar("SELECT count(*) FROM account_life WHERE life LIKE '%UNINSTALL%'") == 1);
    forget_fold(bench);
    bench.restart();
    bench.settle();
    CHECK(dump(bench) == before);
    bench.deliver(doubt);
    CHECK(bench.scalar("SELECT count(*) FROM account_life WHERE life LIKE '%UNINSTALL%'") == 2);
}

TEST_CASE("a restart without another version changes nothing", "[ingest]") {
    WriterBench bench;
    bench.attach(rooms::fixture_account());
    bench.deliver(delivery("msg_text"));
    const std::string before = dump(bench);
    const std::int64_t newest = bench.scalar("SELECT max(seq) FROM feed");
    bench.restart();
    bench.settle();
    CHECK(dump(bench) == before);
    CHECK(bench.scalar("SELECT max(seq) FROM feed") == newest);
    CHECK(bench.scalar("SELECT value FROM meta WHERE name = 'feed_epoch'") == 1);
}
