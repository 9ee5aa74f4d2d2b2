#include <boost/json.hpp>

#include "feed/resources.hpp"
#include "runtime/timestamps.hpp"
#include "store/phone_reminders.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr const char* open_the_app = "Open WhatsApp Business on the phone for a moment, then press \"I opened it\".";

}  // namespace

json::object phone_document(Session& session, const AccountRow& account, const AccountLifeRow& life) {
    const PhoneSigns signs = phone_signs(account, life);
    const NewestSign newest = newest_phone_sign(signs);
    const PhoneReminderRow told = find_phone_reminder(session, account.id).value_or(PhoneReminderRow{});
    const PhoneLevel level = level_left(told.found, signs);
    json::object out{{"sign", name_of(newest.sign)},
                     {"strength", name_of(strength_of(newest.sign))},
                     {"at", rfc3339(newest.at)},
                     {"at_risk_from", rfc3339(at_risk_from(signs))},
                     {"level", name_of(level)}};
    if (level != PhoneLevel::fresh) {
        out["level_since"] = rfc3339(level == told.found.level ? told.since : newest.at);
        out["next"] = open_the_app;
    }
    if (told.weekly_at > certain_phone_sign(signs).at) {
        out["weekly_reminder"] = json::object{{"for", told.weekly_for}, {"at", rfc3339(told.weekly_at)}};
    }
    return out;
}

}  // namespace coexist
