#pragma once
#include <cstdint>
#include <string_view>

#include "model/account_standing.hpp"

namespace coexist {

/// What is known of one connection of one number.
struct AccountEvidence {
    const AccountLife& life;
    const AccountSigns& signs;
    std::int64_t generation_start = 0;  ///< Unix ms
};

/// When the number is to be read next, Unix ms: 6 to 12 hours after the last read, at a time of the account's own;
/// sooner where the platform's word has to be confirmed, contradicts itself or leaves a doubt, and after a call was
/// refused in a way that speaks of the account. May lie in the past.
std::int64_t next_check(const AccountEvidence& evidence, std::string_view account_id);

/// Whether the token may be forgotten: the platform said that the number is gone and a read confirms it, or a day went
/// by; where only our calls say so, after a day of it and a read that still says so. `now`: Unix ms.
bool token_is_over(const AccountEvidence& evidence, std::int64_t now);

constexpr std::int64_t hour_ms = 3'600'000;

}  // namespace coexist
