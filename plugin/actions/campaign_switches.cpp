#include "actions/campaign_switches.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "actions/recipient.hpp"
#include "campaigns/campaign_document.hpp"
#include "campaigns/feeder.hpp"
#include "store/campaigns.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

std::string id_in(const Command& command) {
    return std::string(command.input.at("campaign").as_string());
}

bool under_way(const CampaignRow& campaign) {
    return campaign.state == "running" || campaign.state == "paused";
}

Problem not_found() {
    return {Refusal::not_found,
            "campaign_not_found",
            "There is no such campaign on this account.",
            "Take the id from the account's list of campaigns.",
            {}};
}

Problem over() {
    return {Refusal::conflict, "campaign_over", "The campaign is over already.", "Its report tells who got it.", {}};
}

Problem goes_on() {
    return {Refusal::conflict,
            "campaign_not_paused",
            "The campaign is not paused: it goes on by itself.",
            "Its report tells how far it is.",
            {}};
}

/// An account's campaign that the command names.
std::optional<CampaignRow> campaign_of(Session& session, const AccountRow& account, const Command& command) {
    auto campaign = find_campaign(session, id_in(command));
    if (campaign && campaign->account != account.id) campaign.reset();
    return campaign;
}

}  // namespace

Outcome StopCampaign::prepare(Session& session, const AccountRow* account, Command& command) const {
    const auto campaign = campaign_of(session, *account, command);
    if (!campaign) return not_found();
    if (!under_way(*campaign)) return over();
    return std::monostate{};
}

void StopCampaign::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto campaign = find_campaign(context.session, id_in(command));
    if (!campaign || !under_way(*campaign)) {
        fail(operation, campaign ? over() : not_found());
        return;
    }
    for (const OperationId& send : waiting_sends_of(context.session, campaign->id)) ledger_.withdraw(context, send);
    end_campaign(context, *campaign, "stopped", "asked");
    succeed(operation, {{"campaign", campaign->campaign_id},
                        {"state", "stopped"},
                        {"counts", campaign_sends_document(context.session, campaign->id)}});
}

Outcome ResumeCampaign::prepare(Session& session, const AccountRow* account, Command& command) const {
    const auto campaign = campaign_of(session, *account, command);
    if (!campaign) return not_found();
    if (!under_way(*campaign)) return over();
    if (campaign->state != "paused") return goes_on();
    return std::monostate{};
}

void ResumeCampaign::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    auto campaign = find_campaign(context.session, id_in(command));
    if (!campaign || !under_way(*campaign)) {
        fail(operation, campaign ? over() : not_found());
        return;
    }
    campaign->state = "running";
    campaign->why.clear();
    campaign->start_at = std::max(campaign->start_at, command.at);
    update_campaign(context.session, *campaign);
    succeed(operation, {{"campaign", campaign->campaign_id}, {"state", campaign->state}});
}

Outcome NoteWish::prepare(Session& session, const AccountRow* account, Command& command) const {
    auto recipient = recipient_of(session, *account, command.input);
    if (!recipient) return recipient.take_problem();
    command.input["recipient"] = json::array{static_cast<int>(recipient->identity.kind), recipient->identity.value};
    return std::monostate{};
}

void NoteWish::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const json::array& named = command.input.at("recipient").as_array();
    const Identity person{static_cast<IdentityKind>(named.at(0).as_int64()), std::string(named.at(1).as_string())};
    wishes_.note(context.session, command.tenant, person, command.at / 1000, "staff:" + command.actor, wants_);
    succeed(operation, {{"wants_campaigns", wants_}});
}

}  // namespace coexist
