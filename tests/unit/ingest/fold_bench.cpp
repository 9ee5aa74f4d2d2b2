#include "ingest/fold_bench.hpp"

#include <boost/json.hpp>

#include "catch.hpp"
#include "channels/cloud/cloud_road.hpp"
#include "fixtures.hpp"
#include "store/keys.hpp"
#include "store/message_codec.hpp"

namespace rooms {
using namespace coexist;

namespace {

constexpr std::int64_t log_bytes = 4 << 20;

}  // namespace

std::string delivery(const std::string& name) {
    return fixtures::read("meta_payloads/" + name + ".json");
}

std::shared_ptr<Road> cloud_road(const std::string& name) {
    std::vector<Secret> secrets;
    secrets.emplace_back("fixture-app-secret-0123456789abcdef");
    return std::make_shared<cloud::CloudRoad>(name, cloud::Proof{"x-hub-signature-256", true, "sha256="},
                                              std::move(secrets), Secret("verify-me"), "610987654321005");
}

AccountRow fixture_account() {
    AccountRow account;
    account.tenant = TenantId("hotel-1");
    account.digits = fixture_digits;
    account.account_id = account_id_for(account.tenant, account.digits);
    account.waba_id = WabaId(fixture_waba);
    account.phone_number_id = PhoneNumberId(fixture_number);
    account.road = fixture_road;
    account.name = "Reception";
    account.asked = "connected";
    return account;
}

SendRow fixture_send(const AccountRow& account) {
    const OperationId operation(sent_operation);
    Message told;
    told.origin = Origin::api;
    told.sides = side_business;
    told.peers.insert({IdentityKind::wa_id, "4915112345678"});
    told.callback = operation.value;
    told.status_times[Status::pending] = fixture_time;
    told.content = Content{true, Witness::live, {fixture_time, operation.value}, "text", "Sent by CRM", {}, "", ""};
    SendRow send;
    send.operation_id = operation;
    send.account = account.id;
    send.message_key = send_key(account.account_id, operation);
    send.recipient = "1:4915112345678";
    send.body = "{}";
    send.message = text_from_message(told);
    send.state = "queued";
    return send;
}

OperationRow fixture_operation(const AccountRow& account) {
    OperationRow operation;
    operation.operation_id = OperationId(sent_operation);
    operation.tenant = account.tenant;
    operation.account_id = account.account_id;
    operation.provider = "coex";
    operation.action = "send_text";
    operation.actor = "u1";
    operation.state = "pending";
    operation.created_at = fixture_time * 1000;
    return operation;
}

FoldBench::FoldBench() : account_(fixture_account()) {
    roads_[fixture_road] = cloud_road(fixture_road);
    open();
    transact([this](WriteContext& now) {
        save_account(now.session, account_);
        now.router.load(now.session);
        now.fold.reload();
        now.fold.account_changed(account_);
    });
    // Thousands of scenes in one state: what is looked up in a long log takes the longer the longer it is.
    if (session_->wal_bytes() > log_bytes) session_->checkpoint();
}

void FoldBench::open() {
    auto state = open_state_for_writing(directory_.path());
    REQUIRE(state.ok());
    session_ = std::move(state).value();
    session_->execute("PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE");  // nothing here survives the test
    feed_ = std::make_unique<FeedWriter>(*session_);
    fold_ = std::make_unique<Fold>(*session_, *feed_, router_);
    pump_ = std::make_unique<JournalPump>(directory_.inside("journal"), journal_progress(*session_));
    fold_->on_send_proven([this](const SendRow& send) {
        WriteContext now = context();
        ledger_.proven(now, send);
    });
    fold_->hand_over_by([this](const TenantId&) { return hand_over_; });
    router_.load(*session_);
}

void FoldBench::restart() {
    begun_.reset();
    pump_.reset();
    fold_.reset();
    feed_.reset();
    session_.reset();
    open();
}

void FoldBench::reset() {
    begun_.reset();
    transact([this](WriteContext& now) {
        now.session.execute(
            "DELETE FROM message; DELETE FROM message_alias; DELETE FROM identity; DELETE FROM contact; "
            "DELETE FROM conversation; DELETE FROM account_life; DELETE FROM account_notice; "
            "DELETE FROM account_history; DELETE FROM merged; DELETE FROM feed; DELETE FROM feed_past; DELETE FROM "
            "unknown_kind; "
            "DELETE FROM identity_verdict; DELETE FROM send; DELETE FROM operation; DELETE FROM parked; DELETE FROM "
            "quarantine; "
            "UPDATE meta SET value = 1 WHERE name = 'feed_next'");
        now.feed.reload();
        account_.revision = 0;
        save_account(now.session, account_);
        now.router.load(now.session);
        now.fold.reload();
        now.fold.account_changed(account_);
    });
    // Thousands of scenes in one state: what is looked up in a long log takes the longer the longer it is.
    if (session_->wal_bytes() > log_bytes) session_->checkpoint();
}

WriteContext FoldBench::context() {
    return {*session_, *feed_, router_, *fold_, *pump_, (fixture_time + 3600) * 1000};
}

template <class Work>
void FoldBench::transact(const Work& work) {
    Transaction transaction(*session_);
    WriteContext now = context();
    work(now);
    feed_->store_position();
    transaction.commit();
}

void FoldBench::deliver(const std::string& body) {
    deliver(std::vector<std::string>{body});
}

void FoldBench::deliver(const std::vector<std::string>& bodies) {
    std::vector<Arrived> rows;
    for (const std::string& body : bodies) rows.push_back({fixture_time, body});
    deliver(rows);
}

void FoldBench::deliver(const std::vector<Arrived>& rows) {
    transact([&](WriteContext& now) {
        for (const Arrived& arrived : rows) {
            const JournalRow row{arrived.received_at * 1000, RowKind::delivery, Lane::live, fixture_road, arrived.body};
            deliveries_.apply(now, {{"bench.journal", ++row_}, row});
        }
    });
}

void FoldBench::begin(const Arrived& arrived) {
    const JournalRow row{arrived.received_at * 1000, RowKind::delivery, Lane::history, fixture_road, arrived.body};
    const StoredRow stored{{"bench.journal", ++row_}, row};
    auto said = deliveries_.read(stored);
    REQUIRE(said);
    begun_ = Begun{stored, std::move(*said), 0};
}

bool FoldBench::go_on(std::size_t facts) {
    if (!begun_ || facts == 0) return false;
    transact([&](WriteContext& now) {
        begun_->next = deliveries_.apply_some(now, begun_->row, begun_->said, begun_->next,
                                              [left = facts]() mutable { return --left == 0; });
    });
    const bool more = begun_->next < begun_->said.facts.size();
    if (!more) begun_.reset();
    return more;
}

void FoldBench::ask_for_send() {
    transact([this](WriteContext& now) {
        OperationRow operation = fixture_operation(account_);
        tell_operation(now, operation);
        ledger_.enqueue(now, account_, fixture_send(account_));
    });
}

void FoldBench::decide(const std::string& one, const std::string& other, bool separated, std::int64_t at) {
    const auto named = [](const std::string& text) {
        const bool user_id = text.find('.') != std::string::npos;
        return Tenure{{user_id ? IdentityKind::bsuid : IdentityKind::wa_id, text}, 0};
    };
    if (one == other) return;
    transact([&](WriteContext& now) {
        now.fold.decide(account_.tenant,
                        {{named(one), named(other), {at * 1000, separated, "op_" + one + other}, "ann"}});
    });
}

void FoldBench::hand_over(HandOverRules rules) {
    hand_over_ = std::move(rules);
}

void FoldBench::answer_send() {
    transact([this](WriteContext& now) {
        CallOutcome taken;
        taken.kind = CallOutcome::Kind::accepted;
        Answer answer{OperationId(sent_operation), "send", {}};
        answer.said["outcome"] = object_of(taken);
        answer.said["wamid"] = sent_wamid;
        ledger_.apply_answer(now, answer);
    });
}

}  // namespace rooms
