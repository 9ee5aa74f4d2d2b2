// What the gate keeps out is not folded: not when it arrives, not when it is read again, not by a rebuild.
#include <string>

#include "catch.hpp"
#include "ingest/state_dump.hpp"
#include "ingest/writer_bench.hpp"
#include "store/another_process.hpp"
#include "store/history_imports.hpp"
#include "store/state_schema.hpp"

using namespace coexist;
using rooms::delivery;
using rooms::WriterBench;

namespace {

HistoryImportRow gate_of(const AccountRow& account, HistoryChoice choice) {
    HistoryImportRow row;
    row.account = 1;
    row.generation = account.generation;
    row.begun_at = account.generation_start;
    row.choice = choice;
    return row;
}

void set_gate(WriterBench& bench, const HistoryImportRow& row) {
    bench.transact([&](WriteContext& context) { save_history_import(context.session, row); });
}

void history_arrives(WriterBench& bench, const std::string& body) {
    REQUIRE(
        bench.journal().append_and_wait({bench.now_ms, RowKind::delivery, Lane::history, rooms::fixture_road, body}));
    bench.writer().wake();
    bench.settle();
}

std::string dump(WriterBench& bench) {
    auto reader = bench.readers().take();
    return rooms::dump_of(*reader);
}

void build_anew(WriterBench& bench) {
    bench.transact([](WriteContext& context) { set_meta_number(context.session, "fold_version", fold_version - 1); });
    bench.restart();
    bench.settle();
}

/// The messages of the two threads of the fixture, by wamid's peer.
std::int64_t messages(WriterBench& bench) {
    return bench.scalar("SELECT count(*) FROM message");
}

}  // namespace

TEST_CASE("chats that the gate names, and what is older than it allows, never come in", "[ingest][history]") {
    WriterBench open;
    open.attach(rooms::fixture_account());
    history_arrives(open, delivery("history_phase0_chunk1_two_threads"));
    history_arrives(open, delivery("history_phase1_chunk1_late"));
    const std::int64_t all = messages(open);

    WriterBench bench;
    bench.attach(rooms::fixture_account());
    AccountRow account = rooms::fixture_account();
    HistoryImportRow row = gate_of(account, HistoryChoice::open);
    row.begun_at = bench.now_ms;
    row.gate.days = 30;
    row.gate.not_chats = {"4915112345678"};
    set_gate(bench, row);
    history_arrives(bench, delivery("history_phase0_chunk1_two_threads"));
    history_arrives(bench, delivery("history_media_followup_inbound"));  // of the chat that is left out
    history_arrives(bench, delivery("history_thread_context_bsuid"));    // the same, under a username
    history_arrives(bench, delivery("history_phase1_chunk1_late"));
    CHECK(messages(bench) < all);
    CHECK(bench.scalar("SELECT count(*) FROM identity WHERE value = '4915112345678'") == 0);
    CHECK(bench.scalar("SELECT count(*) FROM identity WHERE value LIKE '%lena%' OR names LIKE '%lena%'") == 0);
    CHECK(bench.scalar("SELECT count(*) FROM account_history") == 1);  // that pieces came is told
    const std::string before = dump(bench);
    build_anew(bench);
    CHECK(dump(bench) == before);

    // What the same person writes now is a guest's message like any other.
    bench.deliver(delivery("msg_text"));
    CHECK(bench.scalar("SELECT count(*) FROM identity WHERE value = '4915112345678'") == 1);
}

TEST_CASE("rule B: a held import waits whole, comes in when it is accepted, and stays out when it is declined",
          "[ingest][history][pains]") {
    WriterBench open;
    open.attach(rooms::fixture_account());
    history_arrives(open, delivery("history_phase0_chunk1_two_threads"));

    for (const HistoryChoice choice : {HistoryChoice::accepted, HistoryChoice::refused}) {
        INFO(name_of(choice));
        WriterBench bench;
        bench.attach(rooms::fixture_account());
        AccountRow account = rooms::fixture_account();
        HistoryImportRow row = gate_of(account, HistoryChoice::held);
        set_gate(bench, row);
        history_arrives(bench, delivery("history_phase0_chunk1_two_threads"));
        CHECK(messages(bench) == 0);
        CHECK(bench.scalar("SELECT count(*) FROM account_history") == 0);
        CHECK(bench.scalar("SELECT count(*) FROM parked") == 1);
        bench.deliver(delivery("msg_text"));  // what is live waits for nobody
        CHECK(messages(bench) == 1);

        row.choice = choice;
        bench.transact([&](WriteContext& context) {
            save_history_import(context.session, row);
            bench.writer().deliveries().apply_parked(context, all_accounts(context.session).front());
        });
        REQUIRE(rooms::eventually([&] { return bench.scalar("SELECT count(*) FROM parked") == 0; }));
        CHECK(messages(bench) == (choice == HistoryChoice::accepted ? messages(open) + 1 : 1));
        const std::string before = dump(bench);
        build_anew(bench);
        CHECK(dump(bench) == before);
    }
}

TEST_CASE("history that waited for its number comes in by parts, between which a live delivery goes",
          "[ingest][history]") {
    WriterBench bench;
    std::string threads;
    for (int message = 0; message < 3000; ++message) {
        const std::string number = std::to_string(message);
        threads +=
            (message == 0 ? "" : ",") + (R"({"from":"4917000","id":"wamid.past)" + number +
                                         R"(","timestamp":"1790000000","type":"text",)" + R"("text":{"body":"past"}})");
    }
    history_arrives(
        bench,
        R"({"object":"whatsapp_business_account","entry":[{"id":"210987654321001","changes":[{"field":"history",)"
        R"("value":{"metadata":{"display_phone_number":"905321110022","phone_number_id":"310987654321002"},)"
        R"("history":[{"metadata":{"phase":1,"chunk_order":1,"progress":50},"threads":[{"id":"4917000",)"
        R"("messages":[)" +
            threads + "]}]}]}}]}]}");
    CHECK(bench.scalar("SELECT count(*) FROM parked") == 1);
    bench.attach(rooms::fixture_account());
    std::int64_t past = 0;
    while (past == 0) {
        bench.transact([&](WriteContext& context) { past = context.session.scalar("SELECT count(*) FROM message"); });
    }
    CHECK(past < 3000);
    REQUIRE(bench.journalled(delivery("msg_text")));
    bench.restart();  // in the middle: it begins anew
    REQUIRE(rooms::eventually([&] { return bench.scalar("SELECT count(*) FROM parked") == 0; }));
    bench.settle();
    CHECK(messages(bench) == 3001);
}
