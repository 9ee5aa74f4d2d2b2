#include <algorithm>
#include <boost/json.hpp>
#include <thread>

#include "catch.hpp"
#include "feed/resources.hpp"
#include "ingest/writer_bench.hpp"
#include "store/another_process.hpp"
#include "store/keys.hpp"
#include "store/message_codec.hpp"
#include "store/platform_clock.hpp"
#include "store/send_line.hpp"

using namespace coexist;
using rooms::eventually;
using rooms::WriterBench;
using Texts = std::vector<std::string>;

namespace {

constexpr const char* lena = "4915112345678";
constexpr const char* marco = "393331234567";

AccountRow account_with_token(WriterBench& bench, Provider provider = Provider::coex) {
    AccountRow account = rooms::fixture_account();
    account.provider = provider;
    auto sealed = bench.cipher().seal(Secret("the token"), account.account_id.value);
    REQUIRE(sealed.ok());
    account.token_sealed = *sealed;
    return account;
}

/// A guest whose window is open: he has just written.
void guest_wrote(WriterBench& bench, const std::string& guest) {
    bench.transact([&](WriteContext& context) {
        Message told;
        told.wamid = Wamid("wamid.of." + guest);
        told.origin = Origin::customer;
        told.sides = side_customer;
        told.peers = {{IdentityKind::wa_id, guest}};
        told.content = Content{true, Witness::live, {context.now_ms / 1000, guest}, "text", "hello", {}, "", ""};
        context.fold.apply(all_accounts(context.session).front(), {{}, MessageFact{told}});
    });
}

/// Queues a text as its action does.
void queue(WriterBench& bench, const std::string& id, const std::string& guest, const std::string& state = "queued") {
    bench.transact([&](WriteContext& context) {
        const AccountRow account = all_accounts(context.session).front();
        OperationRow operation = rooms::fixture_operation(account);
        operation.operation_id = OperationId(id);
        operation.provider = name_of(account.provider);
        tell_operation(context, operation);
        SendRow send = rooms::fixture_send(account);
        send.operation_id = operation.operation_id;
        send.message_key = send_key(account.account_id, operation.operation_id);
        send.recipient = "1:" + guest;
        send.body = id;
        Message message = message_from_text(send.message);
        message.callback = id;
        message.peers = {{IdentityKind::wa_id, guest}};
        send.message = text_from_message(message);
        send.state = state;
        bench.ledger().enqueue(context, account, send);
    });
}

SendRow send_of(WriterBench& bench, const std::string& id) {
    auto reader = bench.readers().take();
    return find_send(*reader, OperationId(id)).value_or(SendRow{});
}

std::string operation_of(WriterBench& bench, const std::string& id) {
    auto reader = bench.readers().take();
    const auto operation = find_operation(*reader, OperationId(id));
    return operation ? operation->state : "absent";
}

bool reaches(WriterBench& bench, const std::string& id, const std::string& state) {
    return eventually([&] { return send_of(bench, id).state == state; });
}

/// A delivery in which the platform tells of a message that carries this callback.
std::string status_for(const std::string& callback) {
    std::string body = rooms::delivery("status_callback_data");
    return body.replace(body.find("act-7f3e:1"), 10, callback);
}

struct Ready : WriterBench {
    explicit Ready(Provider provider = Provider::coex) {
        attach(account_with_token(*this, provider));
        guest_wrote(*this, lena);
        guest_wrote(*this, marco);
    }
};

}  // namespace

TEST_CASE("the intent is durable before the call is made", "[outbox]") {
    Ready bench;
    std::string seen;
    bench.channel().on_send = [&](const std::string& request) { seen = send_of(bench, request).state; };
    queue(bench, "op-1", lena);
    bench.start_outbox();
    REQUIRE(reaches(bench, "op-1", "accepted"));
    CHECK(seen == "sending");
    CHECK(send_of(bench, "op-1").wamid == "wamid.1");
    CHECK(operation_of(bench, "op-1") == "succeeded");
    CHECK(bench.channel().last_token() == "the token");
    CHECK(bench.channel().sent() == Texts{"op-1"});
}

TEST_CASE("rule E: messages to one recipient leave one after another, in order; others do not wait for them",
          "[outbox][pains]") {
    Ready bench;
    bench.channel().hold_sends();
    for (const char* id : {"op-1", "op-2", "op-3"}) queue(bench, id, lena);
    queue(bench, "op-m", marco);
    bench.start_outbox();
    REQUIRE(eventually([&] { return bench.channel().waiting() == 2; }));
    Texts first = bench.channel().sent();
    std::sort(first.begin(), first.end());
    CHECK(first == Texts{"op-1", "op-m"});
    bench.channel().let_go();
    REQUIRE(reaches(bench, "op-3", "accepted"));
    Texts to_lena;
    for (const std::string& id : bench.channel().sent()) {
        if (id != "op-m") to_lena.push_back(id);
    }
    CHECK(to_lena == Texts{"op-1", "op-2", "op-3"});
}

TEST_CASE("many messages to many people each leave once and in their order", "[outbox]") {
    Ready bench;
    constexpr int people = 8;
    constexpr int each = 8;
    for (int person = 0; person < people; ++person) guest_wrote(bench, "49151" + std::to_string(person));
    for (int count = 0; count < each; ++count) {
        for (int person = 0; person < people; ++person) {
            queue(bench, std::to_string(person) + "/" + std::to_string(count), "49151" + std::to_string(person));
        }
    }
    bench.start_outbox();
    REQUIRE(eventually([&] { return bench.channel().sent().size() >= people * each; }));
    REQUIRE(eventually(
        [&] { return bench.scalar("SELECT count(*) FROM send WHERE state = 'accepted'") == people * each; }));
    std::map<char, int> next;
    for (const std::string& id : bench.channel().sent()) {
        CHECK(std::stoi(id.substr(2)) == next[id.front()]);
        ++next[id.front()];
    }
}

TEST_CASE("rule E: an unknown outcome is not repeated, and blocks those behind it for a minute", "[outbox][pains]") {
    Ready bench;
    bench.channel().answer_sends({rooms::no_answer()});
    queue(bench, "op-1", lena);
    queue(bench, "op-2", lena);
    queue(bench, "op-m", marco);
    bench.start_outbox();
    REQUIRE(reaches(bench, "op-1", "unknown"));
    REQUIRE(reaches(bench, "op-m", "accepted"));
    CHECK(operation_of(bench, "op-1") == "unknown");
    CHECK(send_of(bench, "op-2").state == "queued");
    CHECK(bench.channel().sent().size() == 2);
    bench.now_ms += 59'000;
    bench.transact([](WriteContext&) {});  // wakes the outbox: it looks and lets nothing go
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(send_of(bench, "op-2").state == "queued");
    bench.now_ms += 2'000;
    bench.transact([](WriteContext&) {});
    REQUIRE(reaches(bench, "op-2", "accepted"));
    CHECK(send_of(bench, "op-1").state == "unknown");
    CHECK(bench.channel().sent().size() == 3);
}

TEST_CASE("a status that names our callback proves an unknown send, and frees those behind it", "[outbox]") {
    Ready bench;
    bench.channel().answer_sends({rooms::no_answer()});
    queue(bench, "op-1", lena);
    queue(bench, "op-2", lena);
    bench.start_outbox();
    REQUIRE(reaches(bench, "op-1", "unknown"));
    bench.deliver(status_for("op-1"));
    REQUIRE(reaches(bench, "op-1", "accepted"));
    CHECK(send_of(bench, "op-1").wamid == rooms::sent_wamid);
    CHECK(operation_of(bench, "op-1") == "succeeded");
    REQUIRE(reaches(bench, "op-2", "accepted"));
}

TEST_CASE("what was certainly not sent is tried again after the channel's delay, then given up", "[outbox]") {
    Ready bench;
    bench.channel().set_retry_after(30'000);
    bench.channel().answer_sends({rooms::not_sent(), rooms::refused(2, Cure::retry), rooms::not_sent()});
    queue(bench, "op-1", lena);
    bench.start_outbox();
    for (int attempt = 1; attempt <= 2; ++attempt) {
        REQUIRE(eventually([&] { return send_of(bench, "op-1").not_before == bench.now_ms + 30'000; }));
        CHECK(send_of(bench, "op-1").state == "queued");
        CHECK(operation_of(bench, "op-1") == "pending");
        CHECK(bench.channel().sent().size() == static_cast<std::size_t>(attempt));
        bench.now_ms += 30'000;
        bench.transact([](WriteContext&) {});
    }
    REQUIRE(reaches(bench, "op-1", "failed"));
    CHECK(operation_of(bench, "op-1") == "failed");
    CHECK(bench.channel().sent().size() == 3);
}

TEST_CASE("a send that waits for its next attempt is not overtaken", "[outbox]") {
    Ready bench;
    bench.channel().set_retry_after(30'000);
    bench.channel().answer_sends({rooms::not_sent()});
    queue(bench, "op-1", lena);
    queue(bench, "op-2", lena);
    bench.start_outbox();
    REQUIRE(eventually([&] { return send_of(bench, "op-1").not_before > 0; }));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(bench.channel().sent() == Texts{"op-1"});
    bench.now_ms += 31'000;
    bench.transact([](WriteContext&) {});
    REQUIRE(reaches(bench, "op-2", "accepted"));
    CHECK(bench.channel().sent() == Texts{"op-1", "op-1", "op-2"});
}

TEST_CASE("a refusal ends the send and marks the account where it speaks of it", "[outbox]") {
    Ready bench;
    bench.channel().answer_sends({rooms::refused(190, Cure::reconnect, AccountEffect::token_invalid),
                                  rooms::refused(131042, Cure::pay, AccountEffect::payment_problem)});
    queue(bench, "op-1", lena);
    queue(bench, "op-2", lena);
    bench.start_outbox();
    REQUIRE(reaches(bench, "op-2", "failed"));
    CHECK(send_of(bench, "op-1").state == "failed");
    auto reader = bench.readers().take();
    const AccountRow account = all_accounts(*reader).front();
    CHECK(account.token_invalid);
    CHECK(account.payment_problem);
    CHECK(send_of(bench, "op-1").problem.find("platform_190") != std::string::npos);
}

TEST_CASE("a number's next owner knows what left, when, and until when the platform wants it slow", "[outbox]") {
    Ready bench;
    bench.channel().set_retry_after(30'000);
    bench.channel().answer_sends({rooms::refused(130429, Cure::wait)});
    queue(bench, "op-1", lena);
    bench.start_outbox();
    REQUIRE(eventually([&] { return send_of(bench, "op-1").not_before > 0; }));
    auto reader = bench.readers().take();
    const std::int64_t now = bench.now_ms;
    const auto slowed = slowed_numbers(*reader, now);
    REQUIRE(slowed.size() == 1);
    CHECK(slowed.front().until == now + 60'000);
    CHECK(slowed_numbers(*reader, now + 60'000).empty());
    const auto left = sends_left(*reader, now - 1);
    REQUIRE(left.size() == 1);
    CHECK(left.front().recipient == "1:" + std::string(lena));
    CHECK(sends_left(*reader, now).empty());
}

TEST_CASE("a window that closed before the message left ends it without a call", "[outbox]") {
    Ready bench;
    queue(bench, "op-1", lena);
    bench.now_ms += 25LL * 3600 * 1000;
    bench.start_outbox();
    REQUIRE(reaches(bench, "op-1", "failed"));
    CHECK(send_of(bench, "op-1").problem.find("window_closed") != std::string::npos);
    CHECK(bench.channel().sent().empty());
}

TEST_CASE("a window is judged by the platform's clock where ours is wrong", "[outbox]") {
    Ready bench;
    constexpr std::int64_t hour_ms = 3'600'000;
    bench.now_ms += 25 * hour_ms;  // only our clock says so: it jumped by four hours
    for (int answer = 0; answer < 3; ++answer) bench.figures().calls.skew.observe(4 * hour_ms);
    bench.start_outbox();
    REQUIRE(eventually([&] {
        auto reader = bench.readers().take();
        return platform_seconds(*reader, bench.now_ms) == (bench.now_ms - 4 * hour_ms) / 1000;
    }));
    queue(bench, "op-1", lena);
    CHECK(reaches(bench, "op-1", "accepted"));
}

TEST_CASE("a measured clock counts for an hour, and only where it is a minute wrong", "[outbox]") {
    WriterBench bench;
    constexpr std::int64_t noon = 1'800'000'000'000;
    bench.transact([&](WriteContext& context) {
        Session& session = context.session;
        keep_clock_skew(session, 59'000, noon);
        CHECK(platform_seconds(session, noon) == noon / 1000);
        keep_clock_skew(session, -7'200'000, noon);
        CHECK(platform_seconds(session, noon + 60'000) == (noon + 60'000 + 7'200'000) / 1000);
        CHECK(platform_seconds(session, noon - 1) == (noon - 1) / 1000);  // it was set right since
        CHECK(platform_seconds(session, noon + 3'700'000) == (noon + 3'700'000) / 1000);
        keep_clock_skew(session, 1'000, noon + 60'000);
        CHECK(platform_seconds(session, noon + 61'000) == (noon + 61'000) / 1000);
    });
}

TEST_CASE("a number linked by QR has no window", "[outbox]") {
    Ready bench(Provider::meow);
    queue(bench, "op-1", lena);
    bench.now_ms += 25LL * 3600 * 1000;
    bench.start_outbox();
    REQUIRE(reaches(bench, "op-1", "accepted"));
}

TEST_CASE("an account that cannot send any more fails what waits, without a call", "[outbox]") {
    Ready bench;
    queue(bench, "op-1", lena);
    bench.transact([](WriteContext& context) {
        AccountRow account = all_accounts(context.session).front();
        account.asked = "disconnected";
        context.fold.account_changed(account);
    });
    bench.start_outbox();
    REQUIRE(reaches(bench, "op-1", "failed"));
    CHECK(send_of(bench, "op-1").problem.find("account_disconnected") != std::string::npos);
    CHECK(bench.channel().sent().empty());
}

TEST_CASE("a paused number holds its messages until it is resumed", "[outbox]") {
    Ready bench(Provider::meta);
    const auto ask = [&](const char* state) {
        bench.transact([&](WriteContext& context) {
            AccountRow account = all_accounts(context.session).front();
            account.asked = state;
            context.fold.account_changed(account);
            if (std::string(state) == "connected") bench.ledger().release_held(context, account);
        });
    };
    ask("paused");
    queue(bench, "op-1", lena);
    queue(bench, "op-2", lena);
    bench.start_outbox();
    REQUIRE(reaches(bench, "op-1", "held"));
    REQUIRE(reaches(bench, "op-2", "held"));
    CHECK(operation_of(bench, "op-1") == "held");
    ask("connected");
    REQUIRE(reaches(bench, "op-2", "accepted"));
    CHECK(bench.channel(Provider::meta).sent() == Texts{"op-1", "op-2"});
}

TEST_CASE("what a removed number still had waiting fails with the reason", "[outbox]") {
    Ready bench(Provider::meta);
    queue(bench, "op-1", lena);
    queue(bench, "op-2", lena, "held");
    bench.transact([&](WriteContext& context) {
        bench.ledger().fail_waiting(context, all_accounts(context.session).front(),
                                    {Refusal::conflict, "account_removed", "It was removed.", "Connect it.", {}});
    });
    for (const char* id : {"op-1", "op-2"}) {
        CHECK(send_of(bench, id).state == "failed");
        CHECK(operation_of(bench, id) == "failed");
        CHECK(send_of(bench, id).problem.find("account_removed") != std::string::npos);
    }
}

TEST_CASE("a send that was under way when the process ended is unknown at the next start, and not repeated",
          "[outbox]") {
    Ready bench;
    queue(bench, "op-1", lena);
    queue(bench, "op-2", lena);
    // The intent is durable, the process ends before the answer is.
    bench.transact([&](WriteContext& context) { CHECK(bench.ledger().begin(context, OperationId("op-1"))); });
    bench.restart();
    bench.settle();
    CHECK(send_of(bench, "op-1").state == "unknown");
    CHECK(operation_of(bench, "op-1") == "unknown");
    bench.start_outbox();
    bench.now_ms += 61'000;
    bench.transact([](WriteContext&) {});
    REQUIRE(reaches(bench, "op-2", "accepted"));
    CHECK(bench.channel().sent() == Texts{"op-2"});
}

TEST_CASE("an answer that was journalled before the process ended counts after it", "[outbox]") {
    Ready bench;
    queue(bench, "op-1", lena);
    bench.transact([&](WriteContext& context) { CHECK(bench.ledger().begin(context, OperationId("op-1"))); });
    bench.stop();
    {
        Journal journal(journal_directory(bench.directory()), Clock(), Log());
        journal.start();
        Answer answer{OperationId("op-1"), "send", {}};
        answer.said["outcome"] = object_of(rooms::taken("wamid.late"));
        answer.said["wamid"] = "wamid.late";
        REQUIRE(journal.append_and_wait({1, RowKind::answer, Lane::command, "", text_of(answer)}));
        journal.stop();
    }
    bench.start();
    bench.settle();
    CHECK(send_of(bench, "op-1").state == "accepted");
    CHECK(send_of(bench, "op-1").wamid == "wamid.late");
}

TEST_CASE("an intent is begun once, whoever asks again", "[outbox]") {
    Ready bench;
    queue(bench, "op-1", lena);
    bench.transact([&](WriteContext& context) {
        CHECK(bench.ledger().begin(context, OperationId("op-1")));
        CHECK_FALSE(bench.ledger().begin(context, OperationId("op-1")));
        CHECK_FALSE(bench.ledger().begin(context, OperationId("absent")));
    });
    CHECK(send_of(bench, "op-1").attempts == 1);
}

TEST_CASE("stop ends calls that do not end by themselves, and those are unknown", "[outbox]") {
    Ready bench;
    bench.channel().hold_sends();
    queue(bench, "op-1", lena);
    bench.start_outbox();
    REQUIRE(eventually([&] { return bench.channel().waiting() == 1; }));
    bench.stop_outbox(50);
    CHECK(bench.channel().aborted());
    REQUIRE(reaches(bench, "op-1", "unknown"));
}

TEST_CASE("stop does not wait for what was never begun", "[outbox]") {
    Ready bench;
    // All threads are busy, more calls are handed out behind them.
    bench.channel().hold_sends();
    for (int person = 0; person < 40; ++person) {
        const std::string guest = "49152" + std::to_string(person);
        guest_wrote(bench, guest);
        queue(bench, "op-" + std::to_string(person), guest);
    }
    bench.start_outbox();
    REQUIRE(eventually([&] { return bench.channel().waiting() == 32; }));
    std::thread letting_go([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        bench.channel().let_go();
    });
    const auto begun = std::chrono::steady_clock::now();
    bench.stop_outbox(120'000);
    letting_go.join();
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(60));
    CHECK(bench.channel().sent().size() == 32);
    CHECK(bench.scalar("SELECT count(*) FROM send WHERE state = 'queued'") == 8);
}

TEST_CASE("a channel that fails in the middle of a call leaves an unknown send and goes on", "[outbox]") {
    Ready bench;
    bench.channel().throw_once();
    queue(bench, "op-1", lena);
    queue(bench, "op-m", marco);
    bench.start_outbox();
    REQUIRE(eventually([&] {
        return bench.scalar("SELECT count(*) FROM send WHERE state = 'unknown'") == 1 &&
               bench.scalar("SELECT count(*) FROM send WHERE state = 'accepted'") == 1;
    }));
}

TEST_CASE("a token that cannot be opened is the account's problem, not a call", "[outbox]") {
    WriterBench bench;
    AccountRow account = account_with_token(bench);
    account.token_sealed = "v1.00000000.nonsense";
    bench.attach(account);
    guest_wrote(bench, lena);
    queue(bench, "op-1", lena);
    bench.start_outbox();
    REQUIRE(reaches(bench, "op-1", "failed"));
    CHECK(bench.channel().sent().empty());
    auto reader = bench.readers().take();
    CHECK(all_accounts(*reader).front().token_invalid);
}

TEST_CASE("a message of ours shows its send's state until the platform tells more", "[outbox]") {
    Ready bench;
    bench.channel().hold_sends();
    queue(bench, "op-1", lena);
    bench.start_outbox();
    REQUIRE(reaches(bench, "op-1", "sending"));
    const auto shown = [&] {
        auto reader = bench.readers().take();
        const auto row = find_message(*reader, send_of(bench, "op-1").message_key);
        REQUIRE(row.has_value());
        return std::string(message_document(*reader, *row).at("status").as_string());
    };
    CHECK(shown() == "sending");
    bench.channel().let_go();
    REQUIRE(reaches(bench, "op-1", "accepted"));
    CHECK(shown() == "accepted");
    bench.deliver(status_for("op-1"));
    CHECK(shown() == "delivered");
}
