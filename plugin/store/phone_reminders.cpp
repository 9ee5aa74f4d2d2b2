#include "store/phone_reminders.hpp"

#include <algorithm>

namespace coexist {
namespace {

constexpr const char* select_reminder =
    "SELECT level, newest_at, certain_at, since, weekly_at, weekly_for FROM phone_reminder WHERE account = $1";
constexpr const char* upsert_reminder =
    "INSERT INTO phone_reminder(account, level, newest_at, certain_at, since, weekly_at, weekly_for) "
    "VALUES($1, $2, $3, $4, $5, $6, $7) ON CONFLICT(account) DO UPDATE SET level = excluded.level, "
    "newest_at = excluded.newest_at, certain_at = excluded.certain_at, since = excluded.since, "
    "weekly_at = excluded.weekly_at, weekly_for = excluded.weekly_for";

std::int64_t of_this_connection(std::int64_t at_ms, const AccountRow& account) {
    return at_ms >= account.generation_start ? at_ms : 0;
}

}  // namespace

std::optional<PhoneReminderRow> find_phone_reminder(Session& session, std::int64_t account) {
    std::optional<PhoneReminderRow> row;
    Statement& select = session.sql(select_reminder).with(account);
    if (select.next()) {
        row.emplace();
        row->found = {static_cast<PhoneLevel>(select.integer(0)), select.integer(1), select.integer(2)};
        row->since = select.integer(3);
        row->weekly_at = select.integer(4);
        row->weekly_for = select.text(5);
    }
    select.reset();
    return row;
}

void save_phone_reminder(Session& session, std::int64_t account, const PhoneReminderRow& row) {
    session.sql(upsert_reminder)
        .with(account, static_cast<std::int64_t>(row.found.level), row.found.newest_at, row.found.certain_at, row.since,
              row.weekly_at, row.weekly_for)
        .run();
}

PhoneSigns phone_signs(const AccountRow& account, const AccountLifeRow& life) {
    PhoneSigns signs;
    signs.message_at = of_this_connection(life.last_echo_at * 1000, account);
    signs.contacts_at = of_this_connection(life.last_contacts_at * 1000, account);
    signs.person_at = of_this_connection(account.phone_confirmed_at, account);
    signs.connected_at = account.generation_start;
    const auto back = life.life.newest.find(LifeKind::reconnected);
    if (back != life.life.newest.end()) signs.connected_at = std::max(signs.connected_at, back->second.at * 1000);
    return signs;
}

}  // namespace coexist
