#include "entry/owner.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "actions/audited.hpp"
#include "actions/send_campaign.hpp"
#include "campaigns/recipient_text.hpp"
#include "model/hash.hpp"
#include "outbox/history_watch.hpp"
#include "outbox/send_rate.hpp"
#include "persons/replay_command.hpp"
#include "store/copy_mark.hpp"

namespace coexist {
namespace {

// A webhook tells the part of a template that changed, and nothing of one that is new.
bool names_template(const Fact& fact) {
    const auto* notice = std::get_if<NoticeFact>(&fact.said);
    return notice != nullptr && std::any_of(notice->notices.newest.begin(), notice->notices.newest.end(),
                                            [](const auto& told) { return of_template(told.first.kind); });
}

// Meta, "Throughput": so many messages a second of a number, in and out together.
bool shares_the_pace(const AccountRow& account, const Fact& fact) {
    const auto* told = std::get_if<MessageFact>(&fact.said);
    if (account.provider == Provider::meow || told == nullptr || fact.imported) return false;
    const Message& message = told->message;
    return message.origin != Origin::api && message.content && message.content->witness == Witness::live;
}

}  // namespace

Result<std::shared_ptr<Owner>> Owner::open(Foundation& foundation, std::shared_ptr<Provision> provision) {
    auto writer = StateWriter::open(foundation.directory, provision->roads, foundation.clock, foundation.log);
    if (!writer) return writer.take_problem();
    return std::shared_ptr<Owner>(new Owner(foundation, std::move(provision), std::move(writer).value()));
}

Owner::Owner(Foundation& foundation, std::shared_ptr<Provision> provision, std::unique_ptr<StateWriter> writer)
    : foundation_(foundation),
      provision_(std::move(provision)),
      ledger_(provision_->channels, foundation.figures),
      writer_(std::move(writer)),
      saga_({provision_->settings, provision_->channels, *provision_->signup, provision_->cipher,
             &writer_->deliveries(), foundation.figures.get()}),
      handlers_(
          make_handlers({foundation.readers, provision_->channels, provision_->cipher, ledger_, &writer_->deliveries(),
                         [this](const std::string& road) { return provision_->roads.count(road) > 0; },
                         provision_->settings, saga_, [] { return true; }})),
      checks_(foundation.readers, provision_->channels, provision_->cipher),
      phones_(provision_->settings),
      wishes_(provision_->settings, provision_->cipher),
      commands_(handlers_, ledger_, checks_, phones_),
      gate_(foundation.usage, foundation.clock),
      outbox_(std::make_unique<Outbox>(*writer_, foundation.journal, foundation.readers, provision_->channels,
                                       provision_->cipher, ledger_, foundation.clock, foundation.log)),
      campaigns_(std::make_unique<CampaignFeeder>(
          *writer_, foundation.readers, provision_->settings, wishes_,
          [this](WriteContext& context, const AccountRow& account, const CampaignRow& campaign,
                 const CampaignRecipient& one) {
              const ActionHandler& handler = *handlers_.at(account.provider).at("send_campaign");
              return static_cast<const SendCampaign&>(handler).queue(context, account, campaign, one);
          },
          [this](Session& session, const AccountRow& account) {
              return send_rate(session, provision_->settings, account).per_second;
          },
          foundation.clock, foundation.log)),
      media_book_(provision_->settings, foundation.directory),
      media_(std::make_unique<MediaFetcher>(
          *writer_, media_book_,
          MediaNeeds{foundation.readers, *provision_->media, provision_->cipher, provision_->settings, foundation.disk,
                     foundation.directory, foundation.clock},
          foundation.log)),
      eraser_(foundation.directory, writer_->deliveries().erasures(), erasure_key_of(provision_->cipher),
              [this](const TenantId& tenant, const std::vector<std::string>& contents) {
                  erased_ = true;
                  for (const std::string& content : contents) media_forgotten_.push_back({tenant, content});
              }),
      tenant_eraser_(foundation.directory, writer_->deliveries().erasures(), erasure_key_of(provision_->cipher),
                     [this](const TenantId& tenant, const std::vector<std::string>& contents) {
                         erased_ = true;
                         for (const std::string& content : contents) media_forgotten_.push_back({tenant, content});
                     }),
      sweep_(std::make_unique<PersonSweep>(*writer_, provision_->roads, marker_of(provision_->cipher),
                                           foundation.directory, foundation.clock, foundation.log)),
      tenants_(std::make_unique<TenantErasing>(*writer_, foundation.journal, tenant_eraser_,
                                               marker_of(provision_->cipher), foundation.directory, foundation.clock,
                                               foundation.log)),
      retention_(std::make_unique<Retention>(
          *writer_, provision_->settings,
          [this](WriteContext& context) { return media_book_.expire(context, media_forgotten_); }, foundation.directory,
          foundation.clock, foundation.log)) {
    writer_->deliveries().erasures().set_marker(marker_of(provision_->cipher));
    writer_->count_in(foundation.figures);
    outbox_->count_in(foundation.figures);
    writer_->hand_over_by(
        [this](const TenantId& tenant) { return settings_for(provision_->settings, tenant).handover; });
    writer_->set_parked_days(static_cast<int>(provision_->settings.defaults.parked.count()));
    writer_->on_command([this](WriteContext& context, const StoredRow& row) {
        if (row.row.kind == RowKind::erasure) {
            eraser_.apply(context, row);
            erased_ = true;
        } else if (row.row.kind == RowKind::replay) {
            apply_replay(context, writer_->deliveries(), row);
        } else {
            commands_.command(context, row);
            commanded_ = true;
        }
    });
    writer_->on_answer([this](WriteContext& context, const StoredRow& row) { commands_.answer(context, row); });
    writer_->deliveries().on_routed(
        [this](WriteContext& context, const AccountRow& account, const Fact& fact, std::int64_t received_at) {
            saga_.routed(context, account, fact, received_at);
            wishes_.told(context, account, fact, received_at);
            if (std::holds_alternative<HistoryFact>(fact.said)) HistoryWatch::told(context, account);
            if (names_template(fact)) NumberChecks::soon(context, account);
            if (shares_the_pace(account, fact) && context.now_ms - received_at < 1000) outbox_->came(account.id);
            MediaNews news = media_book_.told(context, account, fact, received_at);
            media_told_ = media_told_ || news.to_fetch;
            for (MediaContent& one : news.forgotten) media_forgotten_.push_back(std::move(one));
        });
    writer_->deliveries().on_parked(
        [this](WriteContext& context, const std::string& road, const Fact& fact, std::int64_t received_at) {
            saga_.parked(context, road, fact, received_at);
        });
    writer_->on_minute(HistoryWatch::look);
    commands_.on_send_ended([this](WriteContext& context, const SendRow& send, const CallOutcome& outcome) {
        const AccountRow* account = context.router.by_id(send.account);
        const auto recipient = recipient_from(send.recipient);
        if (account == nullptr || !recipient || outcome.kind != CallOutcome::Kind::refused) return;
        wishes_.refused(context, *account, *recipient, outcome.error.code, context.now_ms / 1000);
    });
    writer_->on_note([](WriteContext& context, const StoredRow& row) { CommandApplier::note(context, row); });
    writer_->on_seed([this](WriteContext& context) {
        commands_.seed(context);
        Eraser::seed(context);
    });
    writer_->on_recovered([this](WriteContext& context) {
        ledger_.recover(context);
        saga_.watch(context.session);
        NumberChecks::recover(context);
        const std::int64_t copied_at = unworked_copy_of(context.session);
        commands_.recover(context, copied_at > 0);
        if (copied_at > 0) {
            ledger_.restored(context, copied_at);
            CampaignFeeder::restored(context);
            audit_restored(context, copied_at);
            begin_own_life(context.session, foundation_.directory, context.now_ms);
        }
        const auto hash = static_cast<std::int64_t>(hash64(provision_->settings.settings_hash));
        const std::int64_t former = meta_number(context.session, "settings_hash", hash);
        if (former != hash) audit_configured(context, former, hash);
        media_book_.recover(context, copied_at > 0, former != hash);
        set_meta_number(context.session, "settings_hash", hash);
    });
    writer_->on_committed([this] {
        foundation_.feed.committed();
        outbox_->wake();
        if (std::exchange(media_told_, false)) media_->wake();
        if (std::exchange(erased_, false)) {
            sweep_->wake();
            tenants_->wake();
        }
        if (std::exchange(commanded_, false)) campaigns_->wake();
        if (!media_forgotten_.empty()) media_->forget(std::exchange(media_forgotten_, {}));
    });
    writer_->on_account_told([](WriteContext& context, const AccountRow& account, const AccountView& before) {
        audit_told(context, account, before);
        CommandApplier::account_told(context, account);
    });
    writer_->on_send_proven([this](WriteContext& context, const SendRow& send) { ledger_.proven(context, send); });
    writer_->on_reaction_failed(
        [](WriteContext& context, const SendRow& send) { SendsLedger::reaction_failed(context, send); });
    outbox_->on_errand([this](const ErrandRow& errand) {
        auto reader = foundation_.readers.take();
        return gate_.pass(*reader, errand, [&] { return commands_.run(*reader, errand); });
    });
    outbox_->on_upload(
        [this](const Line& line, const FileToUpload& file) { return provision_->media->upload(line, file); },
        [this] { provision_->media->abort(); }, foundation.directory);
    outbox_->on_rate([this](const AccountRow& account) {
        return send_rate(*foundation_.readers.take(), provision_->settings, account);
    });
}

Owner::~Owner() {
    stop(0);
}

void Owner::start() {
    writer_->start();
    // Posted work runs after recovery: nothing leaves before it is known what had left.
    if (!writer_->post_and_wait([](WriteContext&) {})) throw std::runtime_error(writer_->trouble());
    outbox_->start();
    campaigns_->start();
    media_->start();
    sweep_->start();
    tenants_->start();
    retention_->start();
}

void Owner::stop(std::uint32_t deadline_ms) {
    using std::chrono::steady_clock;
    const auto end = steady_clock::now() + std::chrono::milliseconds(deadline_ms);
    campaigns_->stop();
    outbox_->stop(deadline_ms);
    media_->stop();
    tenants_->stop();
    sweep_->stop();
    retention_->stop();
    // One deadline for all: what the calls under way used of it is gone.
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - steady_clock::now());
    writer_->stop(static_cast<std::uint32_t>(std::max<std::int64_t>(left.count(), 0)));
}

}  // namespace coexist
