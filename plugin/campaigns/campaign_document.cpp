#include "campaigns/campaign_document.hpp"

#include <boost/json.hpp>

#include "campaigns/recipient_text.hpp"
#include "runtime/timestamps.hpp"
#include "store/keys.hpp"
#include "store/messages.hpp"
#include "store/sends.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr int recipients_together = 500;

/// How many of its messages came to the guest's phone, how many he read, and how many failed after WhatsApp took them.
struct Arrived {
    std::int64_t delivered = 0;
    std::int64_t read = 0;
    std::int64_t failed = 0;
};

Arrived arrived(Session& session, std::int64_t campaign) {
    Arrived counts;
    for (std::int64_t from = 0;; from += recipients_together) {
        const auto part = recipients_of(session, campaign, from, recipients_together);
        for (const CampaignRecipient& one : part) {
            const auto send = one.send.empty() ? std::nullopt : find_send(session, OperationId(one.send));
            const auto row = send ? find_message(session, send->message_key) : std::nullopt;
            if (!row) continue;
            const Status status = status_of(row->message);
            if (send->state == "accepted" && status == Status::failed) ++counts.failed;
            if (status >= Status::delivered) ++counts.delivered;
            if (status >= Status::read) ++counts.read;
        }
        if (part.size() < recipients_together) return counts;
    }
}

void put_person(json::object& out, const std::string& recipient) {
    const auto identity = recipient_from(recipient);
    if (identity) out[identity->kind == IdentityKind::wa_id ? "to" : "user_id"] = identity->value;
}

}  // namespace

json::object campaign_sends_document(Session& session, std::int64_t campaign) {
    json::object states{{"waiting", 0},  {"queued", 0}, {"held", 0},   {"sending", 0},
                        {"accepted", 0}, {"failed", 0}, {"unknown", 0}};
    json::object skipped;
    for (const auto& [where, count] : campaign_counts(session, campaign)) {
        const auto& [why, state] = where;
        if (!why.empty()) {
            skipped[why] = count;
        } else {
            states[state.empty() ? "waiting" : state] = count;
        }
    }
    states["skipped"] = std::move(skipped);
    return states;
}

json::object campaign_report_document(Session& session, std::int64_t campaign) {
    json::object states = campaign_sends_document(session, campaign);
    const Arrived came = arrived(session, campaign);
    states["accepted"] = states["accepted"].to_number<std::int64_t>() - came.failed;
    states["failed"] = states["failed"].to_number<std::int64_t>() + came.failed;
    states["delivered"] = came.delivered;
    states["read"] = came.read;
    return states;
}

json::object campaign_document(Session& session, const CampaignRow& campaign) {
    const json::value content = json::parse(campaign.content);
    json::object out{{"id", campaign.campaign_id},
                     {"name", campaign.name},
                     {"template", content.at("name")},
                     {"language", content.at("language")},
                     {"category", campaign.category},
                     {"state", campaign.state},
                     {"operation", campaign.operation_id.value},
                     {"asked_by", campaign.actor},
                     {"asked_at", rfc3339(campaign.asked_at)},
                     {"counts", campaign_sends_document(session, campaign.id)}};
    if (!campaign.why.empty()) out["why"] = campaign.why;
    if (campaign.start_at > campaign.asked_at) out["start_at"] = rfc3339(campaign.start_at);
    if (campaign.ended_at > 0) out["ended_at"] = rfc3339(campaign.ended_at);
    return out;
}

json::object campaign_recipient_document(Session& session, const CampaignRecipient& recipient) {
    json::object out{{"position", recipient.position}};
    put_person(out, recipient.recipient);
    if (recipient.opt_in_at > 0 && !recipient.opt_in_how.empty()) {
        out["opt_in"] = json::object{{"at", rfc3339(recipient.opt_in_at)}, {"how", recipient.opt_in_how}};
    }
    if (!recipient.skipped.empty()) {
        out["state"] = "skipped";
        out["why"] = recipient.skipped;
        return out;
    }
    const auto send = recipient.send.empty() ? std::nullopt : find_send(session, OperationId(recipient.send));
    out["state"] = send ? send->state : recipient.send.empty() ? "waiting" : "erased";
    if (!send) return out;
    out["message"] = message_id(send->message_key).value;
    if (const auto row = find_message(session, send->message_key)) {
        const Status status = status_of(row->message);
        out["status"] = name_of(status);
        if (status == Status::failed && send->state == "accepted") out["state"] = "failed";
        json::array codes;
        for (const auto& [error, evidence] : row->message.errors) codes.push_back(error.code);
        if (!codes.empty()) out["errors"] = std::move(codes);
    }
    if (!send->problem.empty()) out["problem"] = json::parse(send->problem);
    return out;
}

json::object opt_out_document(const OptOutRow& row) {
    json::object out{{"stopped_at", rfc3339(row.stopped_at * 1000)}, {"stopped_by", row.stopped_by}};
    put_person(out, row.recipient);
    return out;
}

}  // namespace coexist
