#pragma once
#include <string>

#include "model/account_life.hpp"

namespace coexist {

/// What the platform holds against an account beside its state and its restrictions; empty where nothing is.
struct AccountLimits {
    std::string violation;
    std::string ban;  ///< "DISABLE", "SCHEDULE_FOR_DISABLE"; reinstated: empty
    bool operator==(const AccountLimits&) const = default;
};

/// By the newest of each kind of event, of whichever connection: they stand on the WhatsApp Business Account.
AccountLimits limits_of(const AccountLife& life);

}  // namespace coexist
