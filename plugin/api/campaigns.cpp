#include "store/campaigns.hpp"

#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/paging.hpp"
#include "api/routes.hpp"
#include "campaigns/campaign_document.hpp"
#include "store/opt_outs.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

/// A campaign of the actor's tenants; another tenant's is not found either.
Result<CampaignRow> campaign_asked(const Call& call, Session& session) {
    auto campaign = find_campaign(session, std::string(call.ids.front()));
    if (campaign && call.actor.serves(campaign->tenant)) return std::move(*campaign);
    return Problem{Refusal::not_found,
                   "campaign_not_found",
                   "There is no such campaign.",
                   "Take the id from the account's list of campaigns.",
                   {}};
}

}  // namespace

Result<HttpAnswer> list_campaigns(const Call& call) {
    const auto page = page_of(call.query, "campaigns/" + std::string(call.ids.front()), "i");
    if (!page) return page.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto account = account_asked(call, *session, call.ids.front());
    if (!account) return account.problem();
    const std::int64_t before = page->after ? page->after->at(0).as_int64() : 0;
    const auto rows = campaigns_of(*session, account->id, before, page->limit + 1);
    json::object answer;
    json::array& campaigns = answer["campaigns"].emplace_array();
    for (const CampaignRow& row : rows) {
        if (campaigns.size() == static_cast<std::size_t>(page->limit)) {
            put_next(answer, *page, {rows[campaigns.size() - 1].id});
            break;
        }
        campaigns.push_back(campaign_document(*session, row));
    }
    return json_answer(answer);
}

Result<HttpAnswer> show_campaign(const Call& call) {
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto campaign = campaign_asked(call, *session);
    if (!campaign) return campaign.problem();
    json::object answer = campaign_document(*session, *campaign);
    answer["counts"] = campaign_report_document(*session, campaign->id);
    return json_answer(answer);
}

Result<HttpAnswer> list_campaign_recipients(const Call& call) {
    const auto page = page_of(call.query, "campaign/" + std::string(call.ids.front()), "i");
    if (!page) return page.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const auto campaign = campaign_asked(call, *session);
    if (!campaign) return campaign.problem();
    const std::int64_t from = page->after ? page->after->at(0).as_int64() : 0;
    const auto rows = recipients_of(*session, campaign->id, from, page->limit + 1);
    json::object answer;
    json::array& recipients = answer["recipients"].emplace_array();
    for (const CampaignRecipient& row : rows) {
        if (recipients.size() == static_cast<std::size_t>(page->limit)) {
            put_next(answer, *page, {row.position});
            break;
        }
        recipients.push_back(campaign_recipient_document(*session, row));
    }
    return json_answer(answer);
}

Result<HttpAnswer> list_opt_outs(const Call& call) {
    const auto tenants = tenants_asked(call);
    if (!tenants) return tenants.problem();
    const auto page = page_of(call.query, "opt-outs/" + call.query.value("tenant"), "ss");
    if (!page) return page.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const TenantId reached(page->after ? std::string(page->after->at(0).as_string()) : std::string());
    json::object answer;
    json::array& people = answer["opt_outs"].emplace_array();
    json::array last;
    for (const TenantId& tenant : *tenants) {
        if (page->after && tenant < reached) continue;
        const std::string after = tenant == reached ? std::string(page->after->at(1).as_string()) : std::string();
        const int missing = page->limit + 1 - static_cast<int>(people.size());
        for (const OptOutRow& row : opt_outs_of(*session, tenant, after, missing)) {
            if (people.size() == static_cast<std::size_t>(page->limit)) {
                put_next(answer, *page, std::move(last));
                return json_answer(answer);
            }
            json::object one = opt_out_document(row);
            one["tenant"] = tenant.value;
            people.push_back(std::move(one));
            last = {tenant.value, row.mark};
        }
    }
    return json_answer(answer);
}

}  // namespace coexist
