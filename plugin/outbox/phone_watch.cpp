#include "outbox/phone_watch.hpp"

#include <algorithm>

#include "store/account_view.hpp"
#include "store/phone_reminders.hpp"

namespace coexist {
namespace {

constexpr std::int64_t week_ms = 7LL * 24 * 60 * 60 * 1000;

std::int64_t ms_of(std::chrono::days days) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(days).count();
}

}  // namespace

void PhoneWatch::look(WriteContext& context, const AccountRow& account) const {
    if (account.provider != Provider::coex) return;
    const AccountLifeRow life = account_life(context.session, account.id);
    if (!may_send(view_of(account, life).state)) return;
    const TenantSettings& own = settings_for(settings_, account.tenant);
    const PhoneSigns signs = phone_signs(account, life);
    PhoneReminderRow row = find_phone_reminder(context.session, account.id).value_or(PhoneReminderRow{});

    const PhoneLevel shown = level_left(row.found, signs);
    const PhoneLevel level = level_at(signs, {ms_of(own.keepalive_warn), ms_of(own.keepalive_urgent)}, context.now_ms);
    const std::int64_t certain_at = certain_phone_sign(signs).at;
    const bool weekly =
        !own.keepalive_weekly_for.empty() && context.now_ms - std::max(certain_at, row.weekly_at) >= week_ms;
    if (level == shown && !weekly) return;
    if (level != shown) row.since = context.now_ms;
    row.found = {level, newest_phone_sign(signs).at, certain_at};
    if (weekly) {
        row.weekly_at = context.now_ms;
        row.weekly_for = own.keepalive_weekly_for;
    }
    save_phone_reminder(context.session, account.id, row);
    context.fold.account_changed(account);
}

}  // namespace coexist
