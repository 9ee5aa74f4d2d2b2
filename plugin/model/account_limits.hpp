#pragma once
#include <cstdint>
#include <string>

#include "model/account_life.hpp"

namespace coexist {

/// What the platform forbids a number beside its state; empty where nothing is.
struct AccountLimits {
    std::string restriction;            ///< the platform's words, separated by commas
    std::int64_t restricted_until = 0;  ///< Unix seconds; 0: not told
    std::string violation;
    std::string ban;  ///< "DISABLE", "SCHEDULE_FOR_DISABLE"; reinstated: empty
    bool operator==(const AccountLimits&) const = default;
};

/// By the newest of each kind of event, of whichever connection: they stand on the WhatsApp Business Account.
AccountLimits limits_of(const AccountLife& life);

}  // namespace coexist
