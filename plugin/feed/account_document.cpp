#include "feed/resources.hpp"

#include <boost/json.hpp>

#include "model/account_limits.hpp"
#include "runtime/timestamps.hpp"
#include "store/account_news.hpp"
#include "store/account_view.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

const char* label_of(Provider provider) {
    switch (provider) {
        case Provider::coex:
            return "WhatsApp (coexistence)";
        case Provider::meta:
            return "WhatsApp (Cloud API)";
        case Provider::meow:
            break;
    }
    return "WhatsApp (linked by QR, legacy)";
}

/// What the platform forbids this account, by its newest word in this connection: [{"what","until"?,"remedy"?}], or
/// empty. One that ended stays until the platform says something newer: its `until` tells (Meta, "account_update":
/// restriction_info[{restriction_type, expiration, remediation?}]).
json::array restrictions_of(const AccountLife& life, std::int64_t generation_start_ms) {
    json::array restrictions;
    const auto newest = life.newest.find(LifeKind::restriction);
    if (newest == life.newest.end() || newest->second.at * 1000 < generation_start_ms) return restrictions;
    json::error_code failed;
    const json::value told = json::parse(newest->second.raw, failed);
    const json::value* list = !failed && told.is_object() ? told.get_object().if_contains("restriction_info") : nullptr;
    if (list == nullptr || !list->is_array()) return restrictions;
    for (const json::value& each : list->get_array()) {
        const json::object* said = each.if_object();
        const json::value* type = said != nullptr ? said->if_contains("restriction_type") : nullptr;
        if (type == nullptr || !type->is_string()) continue;
        json::object one{{"what", type->get_string()}};
        const json::value* until = said->if_contains("expiration");
        if (until != nullptr && until->is_int64() && until->get_int64() > 0) {
            one["until"] = rfc3339(until->get_int64() * 1000);
        }
        const json::value* remedy = said->if_contains("remediation");
        if (remedy != nullptr && remedy->is_string()) one["remedy"] = remedy->get_string();
        restrictions.push_back(std::move(one));
    }
    return restrictions;
}

void put_limits(json::object& flags, const AccountLimits& limits) {
    if (!limits.violation.empty()) flags["violation"] = limits.violation;
    if (!limits.ban.empty()) flags["ban"] = limits.ban;
}

json::array notices_array(const AccountNotices& notices) {
    json::array list;
    for (const auto& [subject, notice] : notices.newest) {
        json::object one{{"kind", name_of(subject.kind)}, {"at", rfc3339(notice.at * 1000)}};
        if (!subject.about.empty()) one["about"] = subject.about;
        if (!notice.word.empty()) one["word"] = notice.word;
        if (!notice.detail.empty()) one["detail"] = notice.detail;
        list.push_back(std::move(one));
    }
    return list;
}

}  // namespace

std::string international(const std::string& digits) {
    return "+" + digits;
}

json::object account_document(Session& session, const AccountRow& account) {
    const AccountLifeRow life = account_life(session, account.id);
    const AccountView view = view_of(account, life);
    json::object out{{"id", account.account_id.value},
                     {"tenant", account.tenant.value},
                     {"platform", "whatsapp"},
                     {"provider", name_of(account.provider)},
                     {"label", label_of(account.provider)},
                     {"name", account.name},
                     {"address", international(account.digits)},
                     {"state", name_of(view.state)},
                     {"since", rfc3339(view.since)}};
    if (!view.reason.empty()) out["reason"] = view.reason;
    if (!view.initiated_by.empty()) out["initiated_by"] = view.initiated_by;
    if (!account.waba_id.empty()) out["waba_id"] = account.waba_id.value;
    if (!account.phone_number_id.empty()) out["phone_number_id"] = account.phone_number_id.value;
    out["road"] = account.road;
    json::object flags;
    if (account.token_invalid) flags["token_invalid"] = true;
    if (account.payment_problem) flags["payment_problem"] = true;
    if (life.deaf_since > 0) flags["subscription_missing"] = true;
    json::array restricted = restrictions_of(life.life, account.generation_start);
    if (!restricted.empty()) flags["restricted"] = std::move(restricted);
    put_limits(flags, limits_of(life.life));
    out["flags"] = std::move(flags);
    json::object seen;
    if (life.last_inbound_at > 0) seen["customer_message_at"] = rfc3339(life.last_inbound_at * 1000);
    if (life.last_echo_at > 0) seen["phone_message_at"] = rfc3339(life.last_echo_at * 1000);
    if (life.last_contacts_at > 0) seen["contacts_told_at"] = rfc3339(life.last_contacts_at * 1000);
    if (account.phone_confirmed_at > 0) seen["phone_opened_at"] = rfc3339(account.phone_confirmed_at);
    out["signs_of_life"] = std::move(seen);
    if (account.provider == Provider::coex && may_send(view.state))
        out["phone"] = phone_document(session, account, life);
    json::array notices = notices_array(account_notices(session, account.id, false));
    if (!notices.empty()) out["notices"] = std::move(notices);
    json::object history = history_object(session, account);
    if (!history.empty()) out["history"] = std::move(history);
    return out;
}

}  // namespace coexist
