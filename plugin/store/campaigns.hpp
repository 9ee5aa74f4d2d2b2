#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// One template for many people. States, by the names that people see: "running" (it may wait for its start or for the
/// end of the quiet hours), "paused" (why), "stopped" (why), "done".
struct CampaignRow {
    std::int64_t id = 0;  ///< 0: not stored yet
    std::string campaign_id;
    OperationId operation_id;
    TenantId tenant;
    std::int64_t account = 0;
    std::string name;
    std::string content;   ///< JSON: what all get, as the action that sends one template takes it
    std::string category;  ///< the template's, in the platform's words
    std::string state;
    std::string why;
    std::string actor;
    std::int64_t asked_at = 0;  ///< Unix ms, as the other times
    std::int64_t start_at = 0;  ///< not before then; when a person let it go on, since then
    std::int64_t ended_at = 0;
};

/// Where somebody stands in a campaign. Neither `send` nor `skipped`: he waits for his turn.
struct CampaignRecipient {
    std::int64_t position = 0;   ///< from 0, as the list named him
    std::string recipient;       ///< "kind:value" of his identity; empty once he was erased
    std::string said;            ///< JSON: his own values
    std::int64_t opt_in_at = 0;  ///< Unix ms; 0: no proof was given
    std::string opt_in_how;
    std::string send;     ///< operation id of his message
    std::string skipped;  ///< the reason's code
};

/// Stores a new one and gives it its `id`.
void insert_campaign(Session& session, CampaignRow& row);
void insert_campaign_recipient(Session& session, std::int64_t campaign, const CampaignRecipient& recipient);
/// Stores state, why, start_at and ended_at.
void update_campaign(Session& session, const CampaignRow& row);
std::optional<CampaignRow> find_campaign(Session& session, const std::string& campaign_id);
/// Running or paused, in the order in which they were asked for.
std::vector<CampaignRow> campaigns_under_way(Session& session);
/// An account's, the newest first; before `before` (0: from the newest).
std::vector<CampaignRow> campaigns_of(Session& session, std::int64_t account, std::int64_t before, int limit);

/// Those who wait, in their order.
std::vector<CampaignRecipient> waiting_recipients(Session& session, std::int64_t campaign, int limit);
std::vector<CampaignRecipient> recipients_of(Session& session, std::int64_t campaign, std::int64_t from, int limit);
/// Stores send and skipped.
void update_campaign_recipient(Session& session, std::int64_t campaign, const CampaignRecipient& recipient);
/// The account's sends of campaigns that are queued, held or under way.
std::int64_t campaign_sends_on_their_way(Session& session, std::int64_t account);
/// The same of one campaign.
std::int64_t sends_on_their_way_of(Session& session, std::int64_t campaign);
/// Operations of a campaign's sends that have not left.
std::vector<OperationId> waiting_sends_of(Session& session, std::int64_t campaign);
/// How many stand where: (skipped, state of the send), both empty for those who wait.
std::map<std::pair<std::string, std::string>, std::int64_t> campaign_counts(Session& session, std::int64_t campaign);
/// He was erased: who he is and what he was to get goes from all campaigns of the tenant.
void forget_campaign_recipient(Session& session, const TenantId& tenant, const std::string& recipient);

}  // namespace coexist
