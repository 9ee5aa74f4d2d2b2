#include "campaigns/wishes.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "campaigns/recipient_text.hpp"
#include "model/phone_match.hpp"
#include "store/campaigns.hpp"
#include "store/contacts.hpp"
#include "store/opt_outs.hpp"

namespace coexist {
namespace {

constexpr std::int64_t spam_limit = 131048;
constexpr std::int64_t user_stopped_marketing = 131050;
constexpr const char* marketing_messages = "marketing_messages";

bool stopped_in_app(const ContactRow& contact) {
    const WordRegister* newest = nullptr;
    for (const PersonIdentity& one : contact.identities) {
        const auto wish = one.names.preferences.find(marketing_messages);
        if (wish == one.names.preferences.end()) continue;
        if (newest == nullptr || newest->evidence < wish->second.evidence) newest = &wish->second;
    }
    return newest != nullptr && newest->word == "stop";
}

/// Those that were begun, or let go on by a person, before the platform said so (`at`, Unix seconds): it may say the
/// same again, and a journal that is read anew says what was settled long ago.
void pause_campaigns(WriteContext& context, const AccountRow& account, const char* why, std::int64_t at) {
    for (CampaignRow& campaign : campaigns_under_way(context.session)) {
        if (campaign.account != account.id || campaign.state != "running" || campaign.start_at / 1000 > at) continue;
        campaign.state = "paused";
        campaign.why = why;
        update_campaign(context.session, campaign);
    }
}

}  // namespace

std::string CampaignWishes::mark(const TenantId& tenant, const Identity& identity) const {
    return cipher_.sign("opt-out", tenant.value + "\n" + recipient_text(identity));
}

CampaignWish CampaignWishes::of(Session& session, const TenantId& tenant, const Identity& identity) const {
    std::set<Identity> names{identity};
    CampaignWish wish;
    const auto holder = holder_at(session, tenant, identity);
    if (const auto contact = holder ? find_contact(session, tenant, holder->contact) : std::nullopt) {
        for (const PersonIdentity& one : contact->identities) {
            if (one.until == for_ever) names.insert(one.identity);
        }
        wish.marketing_stopped = stopped_in_app(*contact);
    }
    std::vector<std::string> marks;
    for (const Identity& name : names) {
        marks.push_back(mark(tenant, name));
        if (name.kind != IdentityKind::wa_id) continue;
        for (const std::string& alias : phone_aliases(name.value)) {
            marks.push_back(mark(tenant, {IdentityKind::wa_id, alias}));
        }
    }
    const OptOutRow told = opt_out_of(session, tenant, marks);
    wish.stopped_at = told.stopped_at;
    wish.wanted_at = told.wanted_at;
    return wish;
}

void CampaignWishes::note(Session& session, const TenantId& tenant, const Identity& identity, std::int64_t at,
                          const std::string& by, bool wants) const {
    OptOutRow row;
    row.mark = mark(tenant, identity);
    row.recipient = recipient_text(identity);
    (wants ? row.wanted_at : row.stopped_at) = at;
    (wants ? row.wanted_by : row.stopped_by) = by;
    note_opt_out(session, tenant, row);
}

void CampaignWishes::told(WriteContext& context, const AccountRow& account, const Fact& fact,
                          std::int64_t received_at) const {
    const auto* said = std::get_if<MessageFact>(&fact.said);
    if (said == nullptr) return;
    const Message& message = said->message;
    for (const auto& [error, evidence] : message.errors) {
        const std::int64_t at = evidence.at > 0 ? evidence.at : received_at / 1000;
        for (const Identity& peer : message.peers) refused(context, account, peer, error.code, at);
    }
    if ((message.sides & side_customer) == 0 || !message.content) return;
    const CampaignSettings& own = settings_for(settings_, account.tenant).campaigns;
    const bool stops = is_word_of(message.content->text, own.stop_words);
    if (!stops && !is_word_of(message.content->text, own.start_words)) return;
    const std::int64_t at = message.content->evidence.at > 0 ? message.content->evidence.at : received_at / 1000;
    for (const Identity& peer : message.peers) note(context.session, account.tenant, peer, at, "word", !stops);
}

void CampaignWishes::refused(WriteContext& context, const AccountRow& account, const Identity& recipient,
                             std::int64_t code, std::int64_t at) const {
    if (code == user_stopped_marketing) note(context.session, account.tenant, recipient, at, "platform", false);
    if (code == spam_limit) pause_campaigns(context, account, "spam_limit", at);
}

}  // namespace coexist
