// Who leaves first of many that wait.
#include <algorithm>

#include "catch.hpp"
#include "ingest/writer_bench.hpp"
#include "store/another_process.hpp"
#include "store/keys.hpp"
#include "store/message_codec.hpp"
#include "store/send_line.hpp"

using namespace coexist;
using rooms::eventually;
using rooms::WriterBench;
using Texts = std::vector<std::string>;

namespace {

constexpr const char* lena = "4915112345678";
constexpr const char* marco = "393331234567";

struct Hotel : WriterBench {
    Hotel() {
        AccountRow account = rooms::fixture_account();
        auto sealed = cipher().seal(Secret("the token"), account.account_id.value);
        REQUIRE(sealed.ok());
        account.token_sealed = *sealed;
        attach(account);
    }
    void queue(const std::string& id, const std::string& guest, bool campaign = false) {
        transact([&](WriteContext& context) { enqueue(context, id, guest, campaign); });
    }
    void enqueue(WriteContext& context, const std::string& id, const std::string& guest, bool campaign) {
        const AccountRow account = all_accounts(context.session).front();
        OperationRow operation = rooms::fixture_operation(account);
        operation.operation_id = OperationId(id);
        tell_operation(context, operation);
        SendRow send = rooms::fixture_send(account);
        send.operation_id = operation.operation_id;
        send.message_key = send_key(account.account_id, operation.operation_id);
        send.recipient = "1:" + guest;
        send.body = id;
        send.needs_window = false;
        send.campaign = campaign;
        Message message = message_from_text(send.message);
        message.callback = id;
        message.peers = {{IdentityKind::wa_id, guest}};
        send.message = text_from_message(message);
        ledger().enqueue(context, account, send);
    }
    std::size_t in_line() {
        auto reader = readers().take();
        const auto account = next_in_line(*reader, 0);
        if (!account) return 0;
        std::size_t found = 0;
        for (const bool campaign : {false, true}) {
            found += sends_in_line(*reader, {*account, campaign, -1, now_ms}, 1000).size();
        }
        return found;
    }
};

std::ptrdiff_t place_of(const Texts& sent, const std::string& id) {
    return std::find(sent.begin(), sent.end(), id) - sent.begin();
}

}  // namespace

TEST_CASE("what staff write goes before a campaign, also to a guest of the campaign", "[outbox]") {
    Hotel bench;
    for (const char* id : {"bulk-1", "bulk-2"}) bench.queue(id, lena, true);
    bench.queue("bulk-m", marco, true);
    bench.queue("reply", lena);
    CHECK(bench.in_line() == 2);
    bench.start_outbox();
    REQUIRE(eventually([&] { return bench.channel().sent().size() == 4; }));
    const Texts sent = bench.channel().sent();
    CHECK(place_of(sent, "reply") < place_of(sent, "bulk-1"));
    CHECK(place_of(sent, "reply") < 2);  // handed out first; what is handed out to another guest may be quicker
    CHECK(place_of(sent, "bulk-1") < place_of(sent, "bulk-2"));
}

TEST_CASE("a campaign's message that is under way is not overtaken by a reply to the same guest", "[outbox]") {
    Hotel bench;
    bench.channel().hold_sends();
    bench.queue("bulk-1", lena, true);
    bench.start_outbox();
    REQUIRE(eventually([&] { return bench.channel().waiting() == 1; }));
    bench.queue("reply", lena);
    CHECK(bench.in_line() == 0);
    bench.channel().let_go();
    REQUIRE(eventually([&] { return bench.channel().sent() == Texts{"bulk-1", "reply"}; }));
}

TEST_CASE("one guest's long queue stops nobody: conversations take turns", "[outbox]") {
    Hotel bench;
    for (int count = 0; count < 20; ++count) bench.queue("lena-" + std::to_string(count), lena);
    for (int count = 0; count < 3; ++count) bench.queue("marco-" + std::to_string(count), marco);
    CHECK(bench.in_line() == 2);
    bench.start_outbox();
    REQUIRE(eventually([&] { return bench.channel().sent().size() == 23; }));
    const Texts sent = bench.channel().sent();
    CHECK(place_of(sent, "marco-2") < 8);
    for (int count = 1; count < 20; ++count) {
        CHECK(place_of(sent, "lena-" + std::to_string(count - 1)) < place_of(sent, "lena-" + std::to_string(count)));
    }
}

TEST_CASE("whatever becomes of the first of a conversation, the next comes into the line", "[outbox]") {
    Hotel bench;
    for (const char* id : {"op-1", "op-2", "op-3", "op-4"}) bench.queue(id, lena);
    const auto row = [&](const char* id) { return *find_send(*bench.readers().take(), OperationId(id)); };
    REQUIRE(bench.in_line() == 1);
    bench.transact([&](WriteContext& context) { delete_send(context.session, row("op-1")); });
    CHECK(bench.in_line() == 1);
    for (const char* state : {"held", "failed"}) {
        const char* id = std::string(state) == "held" ? "op-2" : "op-3";
        bench.transact([&](WriteContext& context) {
            SendRow send = row(id);
            send.state = state;
            update_send(context.session, send);
        });
        CHECK(bench.in_line() == 1);
    }
    bench.start_outbox();
    REQUIRE(eventually([&] { return bench.channel().sent() == Texts{"op-4"}; }));
    CHECK(bench.in_line() == 0);
}

TEST_CASE("sends of an older version's queue come into the line at the start", "[outbox]") {
    Hotel bench;
    for (const char* id : {"op-1", "op-2"}) bench.queue(id, lena);
    bench.queue("op-m", marco);
    bench.transact([](WriteContext& context) { context.session.execute("UPDATE send SET turn = 0"); });
    REQUIRE(bench.in_line() == 0);
    bench.restart();
    bench.settle();
    CHECK(bench.in_line() == 2);
}

TEST_CASE("four hundred guests' queue is read in parts, and each is served once", "[outbox]") {
    Hotel bench;
    constexpr int guests = 400;
    bench.transact([&](WriteContext& context) {
        for (int guest = 0; guest < guests; ++guest) {
            bench.enqueue(context, "op-" + std::to_string(guest), std::to_string(4915200000000 + guest),
                          guest % 2 == 0);
        }
    });
    bench.start_outbox();
    REQUIRE(eventually([&] { return bench.channel().sent().size() == guests; }));
    Texts sent = bench.channel().sent();
    for (int guest = 1; guest < guests; guest += 2)
        CHECK(place_of(sent, "op-" + std::to_string(guest)) < guests / 2 + 40);
    std::sort(sent.begin(), sent.end());
    CHECK(std::adjacent_find(sent.begin(), sent.end()) == sent.end());
}
