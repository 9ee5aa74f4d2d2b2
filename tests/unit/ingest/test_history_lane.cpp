// History is applied in parts of a few milliseconds, and what is live goes between them.
#include <string>

#include "catch.hpp"
#include "ingest/state_dump.hpp"
#include "ingest/writer_bench.hpp"

using namespace coexist;
using rooms::delivery;
using rooms::WriterBench;

namespace {

constexpr int messages = 2500;

/// One piece of the past: 50 threads of 50 messages.
std::string large_piece() {
    std::string threads;
    for (int thread = 0; thread < 50; ++thread) {
        const std::string person = "4917000" + std::to_string(1000 + thread);
        std::string items;
        for (int message = 0; message < messages / 50; ++message) {
            const std::string number = std::to_string(thread * 1000 + message);
            items +=
                (items.empty() ? "" : ",") +
                (R"({"from":")" + person + R"(","id":"wamid.past)" + number + R"(","timestamp":")" +
                 std::to_string(rooms::fixture_time - 100'000 + message) + R"(","type":"text","text":{"body":"past )" +
                 number + R"("},"history_context":{"status":"READ"}})");
        }
        threads += (threads.empty() ? "" : ",") + (R"({"id":")" + person + R"(","messages":[)" + items + "]}");
    }
    return R"({"object":"whatsapp_business_account","entry":[{"id":"210987654321001","changes":[{"field":"history",)"
           R"("value":{"metadata":{"display_phone_number":"905321110022","phone_number_id":"310987654321002"},)"
           R"("history":[{"metadata":{"phase":1,"chunk_order":1,"progress":50},"threads":[)" +
           threads + "]}]}}]}]}";
}

void journal_history(WriterBench& bench, const std::string& body) {
    REQUIRE(
        bench.journal().append_and_wait({bench.now_ms, RowKind::delivery, Lane::history, rooms::fixture_road, body}));
    bench.writer().wake();
}

std::int64_t imported(WriterBench& bench) {
    return bench.scalar("SELECT count(*) FROM message WHERE wamid LIKE 'wamid.past%'");
}

}  // namespace

TEST_CASE("rule B: a live delivery overtakes a large piece of history that has begun", "[ingest][history][pains]") {
    WriterBench bench;
    bench.attach(rooms::fixture_account());
    journal_history(bench, large_piece());
    while (imported(bench) == 0) bench.transact([](WriteContext&) {});
    REQUIRE(bench.journalled(delivery("msg_text")));
    std::int64_t live = 0;
    std::int64_t past = 0;
    while (live == 0) {
        bench.transact([&](WriteContext& context) {
            live = context.session.scalar("SELECT count(*) FROM message WHERE wamid NOT LIKE 'wamid.past%'");
            past = context.session.scalar("SELECT count(*) FROM message WHERE wamid LIKE 'wamid.past%'");
        });
    }
    CHECK(past < messages);
    bench.settle();
    CHECK(imported(bench) == messages);
    CHECK(bench.scalar("SELECT count(*) FROM account_history") == 1);
}

TEST_CASE("rule B: history that was interrupted begins anew after a restart and ends where it would have",
          "[ingest][history][pains]") {
    WriterBench whole;
    whole.attach(rooms::fixture_account());
    journal_history(whole, large_piece());
    whole.settle();

    WriterBench bench;
    bench.attach(rooms::fixture_account());
    journal_history(bench, large_piece());
    while (imported(bench) == 0) bench.transact([](WriteContext&) {});
    bench.restart();
    CHECK(bench.set_aside().empty());
    bench.settle();
    CHECK(imported(bench) == messages);
    auto one = whole.readers().take();
    auto other = bench.readers().take();
    CHECK(rooms::dump_of(*one) == rooms::dump_of(*other));
}

TEST_CASE("history that cannot be read is set aside and holds up nothing behind it", "[ingest][history]") {
    WriterBench bench;
    bench.attach(rooms::fixture_account());
    journal_history(bench, R"({"entry":[{"changes":[{"field":"history","value":{"history":[)");
    journal_history(bench, delivery("history_phase0_chunk1_two_threads"));
    bench.settle();
    CHECK(bench.set_aside().size() == 1);
    CHECK(bench.scalar("SELECT count(*) FROM message") == 8);
}
