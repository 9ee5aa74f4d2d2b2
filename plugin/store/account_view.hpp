#pragma once
#include <cstdint>
#include <string>

#include "model/account_state.hpp"
#include "store/accounts.hpp"

namespace coexist {

/// The state that is shown and that decides: what people asked for, unless the platform knows better.
struct AccountView {
    AccountState state = AccountState::onboarding;
    std::int64_t since = 0;  ///< Unix milliseconds
    std::string reason;
    std::string initiated_by;  ///< the platform's "USER" or "SYSTEM", or the actor's id
    bool operator==(const AccountView&) const = default;
};

AccountView view_of(const AccountRow& account, const AccountLifeRow& life);

/// Whether the row still stands for a number: not removed, not a failed attempt.
bool living(const AccountRow& account);

}  // namespace coexist
