#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "model/phone_life.hpp"
#include "store/accounts.hpp"

namespace coexist {

/// What people were told last about an account's phone. Kept: no journal tells it again.
struct PhoneReminderRow {
    FoundLevel found;
    std::int64_t since = 0;      ///< when that level was found first, Unix ms
    std::int64_t weekly_at = 0;  ///< the last weekly reminder, Unix ms; 0: none was made
    std::string weekly_for;      ///< whom it named
};

std::optional<PhoneReminderRow> find_phone_reminder(Session& session, std::int64_t account);
/// Inserts or replaces.
void save_phone_reminder(Session& session, std::int64_t account, const PhoneReminderRow& row);

/// The signs of this connection of a number: what came before it was made speaks of an earlier one.
PhoneSigns phone_signs(const AccountRow& account, const AccountLifeRow& life);

}  // namespace coexist
