#include "campaigns/feeder.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <exception>

#include "campaigns/campaign_document.hpp"
#include "campaigns/recipient_text.hpp"
#include "config/time_zone.hpp"
#include "outbox/sends_ledger.hpp"
#include "runtime/problem_json.hpp"
#include "store/account_view.hpp"
#include "store/operations.hpp"
#include "store/templates.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

using std::chrono::milliseconds;

constexpr milliseconds while_idle{60'000};
constexpr milliseconds while_feeding{250};
constexpr milliseconds while_number_pauses{2'000};
constexpr milliseconds after_failure{5'000};
constexpr int ahead_s = 2;      // so many seconds of the number's pace wait in the queue
constexpr int least_ahead = 4;  // of a slow number

Problem stopped(const std::string& why) {
    return {Refusal::conflict,
            "campaign_stopped",
            why == "asked" ? "The campaign was stopped before all had got it."
                           : "The campaign was stopped: its number sends no more (" + why + ").",
            "Its report tells who got it. Begin another one for those who did not.",
            {}};
}

}  // namespace

void end_campaign(WriteContext& context, CampaignRow campaign, const std::string& state, const std::string& why) {
    campaign.state = state;
    campaign.why = why;
    campaign.ended_at = context.now_ms;
    update_campaign(context.session, campaign);
    auto operation = find_operation(context.session, campaign.operation_id);
    if (!operation) return;
    operation->result =
        json::serialize(json::object{{"campaign", campaign.campaign_id},
                                     {"state", state},
                                     {"counts", campaign_sends_document(context.session, campaign.id)}});
    operation->state = state == "done" ? "succeeded" : "failed";
    if (state != "done") operation->problem = json::serialize(problem_json(stopped(why)));
    tell_operation(context, *operation);
}

void CampaignFeeder::restored(WriteContext& context) {
    for (CampaignRow& campaign : campaigns_under_way(context.session)) {
        campaign.state = "paused";
        campaign.why = "restored";
        update_campaign(context.session, campaign);
    }
}

void CampaignFeeder::start() {
    chore_.start(milliseconds(0), [this] { return turn(); });
}

milliseconds CampaignFeeder::turn() {
    milliseconds rest = while_idle;
    try {
        std::vector<CampaignRow> campaigns;
        {
            ReaderPool::Lease reader = readers_.take();
            campaigns = campaigns_under_way(*reader);
        }
        for (const CampaignRow& campaign : campaigns) {
            if (campaign.state != "running") continue;
            if (chore_.ended()->load()) break;
            milliseconds wanted = after_failure;
            const bool done =
                writer_.post_and_wait([&](WriteContext& context) { wanted = feed(context, campaign.campaign_id); });
            rest = std::min(rest, done ? wanted : after_failure);
        }
    } catch (const std::exception& error) {
        log_.warn("campaigns", error.what());
        rest = after_failure;
    }
    return rest;
}

std::optional<CampaignFeeder::Hindrance> CampaignFeeder::hindrance_of(WriteContext& context, const AccountRow& account,
                                                                      const CampaignRow& campaign) {
    using Then = Hindrance::Then;
    const AccountState state = view_of(account, account_life(context.session, account.id)).state;
    if (state == AccountState::paused) return Hindrance{Then::waits, {}};
    if (!may_send(state)) {
        const bool over = state == AccountState::removed || state == AccountState::disconnected;
        return Hindrance{over ? Then::stops : Then::pauses, std::string(name_of(state))};
    }
    if (account.payment_problem) return Hindrance{Then::pauses, "payment_problem"};
    const json::value content = json::parse(campaign.content);
    const auto row = find_template(context.session, account, std::string(content.at("name").as_string()),
                                   std::string(content.at("language").as_string()));
    if (!row || !sendable(*row)) return Hindrance{Then::pauses, "template_not_sendable"};
    return std::nullopt;
}

milliseconds CampaignFeeder::feed(WriteContext& context, const std::string& campaign_id) const {
    auto campaign = find_campaign(context.session, campaign_id);
    if (!campaign || campaign->state != "running") return while_idle;
    const AccountRow* found = context.router.by_id(campaign->account);
    if (found == nullptr) {
        end_campaign(context, *campaign, "stopped", "account_gone");
        return while_idle;
    }
    const AccountRow account = *found;
    if (campaign->start_at > context.now_ms)
        return std::min(milliseconds(campaign->start_at - context.now_ms), while_idle);
    if (const auto hindrance = hindrance_of(context, account, *campaign)) {
        if (hindrance->then == Hindrance::Then::waits) return while_number_pauses;
        if (hindrance->then == Hindrance::Then::stops) {
            end_campaign(context, *campaign, "stopped", hindrance->why);
        } else {
            campaign->state = "paused";
            campaign->why = hindrance->why;
            update_campaign(context.session, *campaign);
        }
        return while_idle;
    }
    const CampaignSettings& own = settings_for(settings_, account.tenant).campaigns;
    const int quiet = quiet_for(own.quiet, minute_of_day(own.time_zone, context.now_ms));
    if (quiet > 0) return std::min(milliseconds(std::chrono::minutes(quiet)), while_idle);
    const int most = std::max(least_ahead, ahead_s * rate_(context.session, account));
    const auto room = static_cast<int>(most - campaign_sends_on_their_way(context.session, account.id));
    if (room <= 0) return while_feeding;
    const auto next = waiting_recipients(context.session, campaign->id, room);
    for (const CampaignRecipient& one : next) give(context, account, *campaign, one);
    if (next.empty() && sends_on_their_way_of(context.session, campaign->id) == 0) {
        end_campaign(context, *campaign, "done", "");
    }
    return while_feeding;
}

void CampaignFeeder::give(WriteContext& context, const AccountRow& account, const CampaignRow& campaign,
                          CampaignRecipient one) const {
    const auto identity = recipient_from(one.recipient);
    if (!identity) {
        one.skipped = "erased";
    } else {
        CampaignWish wish = wishes_.of(context.session, account.tenant, *identity);
        wish.opt_in_at = one.opt_in_at / 1000;
        one.skipped = reason_against(wish, campaign.category == "MARKETING", context.now_ms / 1000);
    }
    if (one.skipped.empty()) {
        auto queued = queue_(context, account, campaign, one);
        if (queued) {
            one.send = queued->value;
        } else {
            one.skipped = queued.problem().code;
        }
    }
    update_campaign_recipient(context.session, campaign.id, one);
}

}  // namespace coexist
