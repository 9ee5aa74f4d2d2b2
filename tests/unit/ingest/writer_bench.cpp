#include "ingest/writer_bench.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "catch.hpp"
#include "outbox/history_watch.hpp"
#include "persons/erasure_command.hpp"
#include "store/another_process.hpp"
#include "store/contacts.hpp"
#include "store/copy_mark.hpp"

namespace rooms {
using namespace coexist;

Observation WordRoad::read(std::string_view body, std::int64_t received_at) {
    if (body == "throw") throw std::runtime_error("this delivery cannot be applied");
    if (body == "abort") std::abort();
    Observation said;
    if (body == "bad" && !mended) {
        said.malformed = "It is no webhook.";
        return said;
    }
    const std::string word(body);
    MessageFact told;
    told.message.wamid = Wamid("wamid." + word);
    told.message.origin = Origin::customer;
    told.message.sides = side_customer;
    told.message.peers = {{IdentityKind::wa_id, "4915112345678"}};
    told.message.content = Content{true, Witness::live, {received_at, word}, "text", word, {}, "", ""};
    Address address;
    address.phone_number_id = PhoneNumberId(fixture_number);
    said.facts.push_back({address, told});
    return said;
}

WriterBench::WriterBench(const std::string& directory) : directory_(directory) {
    if (directory_.empty()) {
        own_ = std::make_unique<TemporaryDirectory>();
        directory_ = own_->path();
    }
    std::filesystem::create_directories(journal_directory(directory_));
    roads_[fixture_road] = cloud_road(fixture_road);
    roads_["other"] = cloud_road("other");
    roads_["words"] = words_;
    for (const Provider provider : {Provider::coex, Provider::meta, Provider::meow}) {
        scripted_[provider] = std::make_shared<ScriptedChannel>(provider);
        channels_[provider] = scripted_[provider];
    }
    settings_.public_url = "https://crm.example/wa";
    App app;
    app.name = fixture_road;
    app.app_id = "610987654321005";
    app.verify_token = {SecretRef::Source::env, "BENCH_VERIFY_TOKEN"};
    app.graph_version = "v25.0";
    app.signup = Signup{"777",
                        R"({"featureType":"whatsapp_business_app_onboarding"})",
                        "https://www.facebook.com",
                        {"https://crm.example/settings"}};
    settings_.apps.push_back(app);
    auto cipher = TokenCipher::from_key(Secret(std::string(64, '7')));
    REQUIRE(cipher.ok());
    cipher_ = std::make_unique<TokenCipher>(std::move(cipher).value());
    start();
}

WriterBench::~WriterBench() {
    stop();
}

std::int64_t WriterBench::clock_of(void* bench) {
    return static_cast<WriterBench*>(bench)->now_ms.load();
}

void WriterBench::start() {
    auto lock = OwnerLock::take(directory_, "the bench");
    REQUIRE(lock.ok());
    lock_ = std::move(lock).value();
    const Clock clock(clock_of, this);
    auto writer = StateWriter::open(directory_, roads_, clock, Log());
    REQUIRE(writer.ok());
    writer_ = std::move(writer).value();
    writer_->count_in(figures_);
    readers_ = std::make_unique<ReaderPool>(directory_);
    journal_ = std::make_unique<Journal>(journal_directory(directory_), clock, Log());
    saga_ = std::make_unique<ConnectSaga>(
        ConnectNeeds{settings_, channels_, *desk_, *cipher_, &writer_->deliveries(), figures_.get()});
    handlers_ = make_handlers({*readers_, channels_, *cipher_, ledger_, &writer_->deliveries(),
                               [this](const std::string& road) { return roads_.count(road) > 0; }, settings_, *saga_,
                               [this] { return lock_ != nullptr; }});
    checks_ = std::make_unique<NumberChecks>(*readers_, channels_, *cipher_);
    commands_ = std::make_unique<CommandApplier>(handlers_, ledger_, *checks_, phones_);
    outbox_ = std::make_unique<Outbox>(*writer_, *journal_, *readers_, channels_, *cipher_, ledger_, clock, Log());
    outbox_->count_in(figures_);
    writer_->deliveries().erasures().set_marker(marker_of(*cipher_));
    eraser_ = std::make_unique<Eraser>(directory_, writer_->deliveries().erasures(), erasure_key_of(*cipher_), nullptr);
    writer_->on_seed([this](WriteContext& context) {
        commands_->seed(context);
        Eraser::seed(context);
    });
    writer_->on_answer([this](WriteContext& context, const StoredRow& row) { commands_->answer(context, row); });
    writer_->on_command([this](WriteContext& context, const StoredRow& row) {
        row.row.kind == RowKind::erasure ? eraser_->apply(context, row) : commands_->command(context, row);
    });
    writer_->on_send_proven([this](WriteContext& context, const SendRow& send) { ledger_.proven(context, send); });
    writer_->on_reaction_failed(
        [](WriteContext& context, const SendRow& send) { SendsLedger::reaction_failed(context, send); });
    writer_->on_account_told([](WriteContext& context, const AccountRow& account, const AccountView& /*before*/) {
        CommandApplier::account_told(context, account);
    });
    writer_->on_recovered([this](WriteContext& context) {
        ledger_.recover(context);
        saga_->watch(context.session);
        NumberChecks::recover(context);
        const std::int64_t copied_at = unworked_copy_of(context.session);
        commands_->recover(context, copied_at > 0);
        if (copied_at > 0) {
            ledger_.restored(context, copied_at);
            begin_own_life(context.session, directory_, context.now_ms);
        }
    });
    writer_->deliveries().on_routed(
        [this](WriteContext& context, const AccountRow& account, const Fact& fact, std::int64_t received_at) {
            saga_->routed(context, account, fact, received_at);
            if (std::holds_alternative<HistoryFact>(fact.said)) HistoryWatch::told(context, account);
        });
    writer_->on_minute(HistoryWatch::look);
    writer_->deliveries().on_parked(
        [this](WriteContext& context, const std::string& road, const Fact& fact, std::int64_t received_at) {
            saga_->parked(context, road, fact, received_at);
        });
    writer_->on_committed([this] { outbox_->wake(); });
    outbox_->on_errand([this](const ErrandRow& errand) {
        auto reader = readers_->take();
        return commands_->run(*reader, errand);
    });
    outbox_->on_upload([this](const Line& /*line*/, const FileToUpload& file) { return channel().upload(file); }, {},
                       directory_);
    outbox_->on_rate([](const AccountRow&) { return SendRate{1000, 1000}; });
    journal_->on_appended([this] { writer_->wake(); });
    services_ = std::make_unique<ActionServices>(
        ActionServices{*readers_, *journal_, channels_, handlers_, clock, directory_, [] { return false; }});
    actions_ = std::make_unique<Actions>(*services_);
    writer_->start();
    journal_->start();
}

void WriterBench::stop() {
    if (outbox_) outbox_->stop(0);
    if (journal_) journal_->stop();
    if (writer_) writer_->stop(60'000);
    outbox_.reset();
    journal_.reset();
    writer_.reset();
    lock_.reset();
}

void WriterBench::restart() {
    stop();
    start();
}

void WriterBench::start_outbox() {
    outbox_->start();
}

void WriterBench::stop_outbox(std::uint32_t deadline_ms) {
    outbox_->stop(deadline_ms);
}

void WriterBench::stop_writer() {
    writer_->stop(60'000);
    lock_.reset();
}

bool WriterBench::journalled(const std::string& body, const std::string& road) {
    return journal_->append_and_wait({now_ms, RowKind::delivery, Lane::live, road, body});
}

void WriterBench::settle() {
    // Two passes: the first may have begun before the last row came.
    for (int pass = 0; pass < 2; ++pass) {
        REQUIRE(writer_->post_and_wait([](WriteContext&) {}));
        REQUIRE(eventually([this] {
            std::int64_t waiting = 0;
            writer_->post_and_wait([&](WriteContext& context) {
                context.pump.look();
                waiting = context.pump.lag();
            });
            return waiting == 0;
        }));
    }
}

void WriterBench::deliver(const std::string& body, const std::string& road) {
    REQUIRE(journalled(body, road));
    settle();
}

void WriterBench::attach(AccountRow account) {
    transact([&](WriteContext& context) {
        save_account(context.session, account);
        context.router.load(context.session);
        context.fold.account_changed(account);
        writer_->deliveries().apply_parked(context, account);
    });
}

std::string WriterBench::erase(std::int64_t contact) {
    ErasureCommand command;
    command.erasure_id = new_erasure_id();
    command.tenant = TenantId("hotel-1");
    command.contact = contact;
    command.at = now_ms;
    command.actor = "ann";
    if (const auto row = find_contact(*readers_->take(), command.tenant, contact)) {
        for (const PersonIdentity& one : row->identities) {
            command.marks.push_back(marker_of(*cipher_)(command.tenant, one.identity));
        }
    }
    REQUIRE(journal_->append_and_wait(row_of(command)));
    settle();
    return command.erasure_id;
}

void WriterBench::sweep() {
    PersonSweep sweep(*writer_, roads_, marker_of(*cipher_), directory_, Clock(clock_of, this), Log());
    sweep.start();
    REQUIRE(eventually([this] {
        return scalar(
                   "SELECT (SELECT count(*) FROM journal_sweep) + (SELECT count(*) FROM erasure WHERE state <> "
                   "'done')") == 0;
    }));
}

void WriterBench::transact(const StateWriter::Work& work) {
    REQUIRE(writer_->post_and_wait(work));
}

std::int64_t WriterBench::scalar(const char* sql) {
    return readers_->take()->scalar(sql);
}

std::vector<QuarantineRow> WriterBench::set_aside() {
    return quarantined(*readers_->take());
}

}  // namespace rooms
