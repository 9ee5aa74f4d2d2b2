#pragma once
#include <boost/json/object.hpp>
#include <cstdint>

#include "store/campaigns.hpp"
#include "store/opt_outs.hpp"
#include "store/session.hpp"

namespace coexist {

/// How many of a campaign's recipients stand where: "waiting", "queued", "held", "sending", "accepted", "failed",
/// "unknown", and "skipped" by reason. Quick: what became of accepted messages later is not looked up.
boost::json::object campaign_sends_document(Session& session, std::int64_t campaign);
/// The same after reading every message of it, a few tens of microseconds each: those that failed later count as
/// failed, and of the accepted ones "delivered" and "read" are told. Never on the writer's thread.
boost::json::object campaign_report_document(Session& session, std::int64_t campaign);
/// A campaign as REST lists it, with the quick counts.
boost::json::object campaign_document(Session& session, const CampaignRow& campaign);
/// One of its recipients, with what became of his message.
boost::json::object campaign_recipient_document(Session& session, const CampaignRecipient& recipient);
boost::json::object opt_out_document(const OptOutRow& row);

}  // namespace coexist
