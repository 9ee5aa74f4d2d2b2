#pragma once
#include <boost/json/object.hpp>
#include <cstdint>

#include "store/campaigns.hpp"
#include "store/opt_outs.hpp"
#include "store/session.hpp"

namespace coexist {

/// How many of a campaign's recipients stand where: "waiting", "queued", "held", "sending", "accepted" (of these
/// "delivered" and "read"), "failed", "unknown", and "skipped" by reason.
boost::json::object campaign_counts_document(Session& session, std::int64_t campaign);
/// A campaign as REST shows it, counts included.
boost::json::object campaign_document(Session& session, const CampaignRow& campaign);
/// One of its recipients, with what became of his message.
boost::json::object campaign_recipient_document(Session& session, const CampaignRecipient& recipient);
boost::json::object opt_out_document(const OptOutRow& row);

}  // namespace coexist
