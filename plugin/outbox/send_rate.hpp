#pragma once
#include "config/settings.hpp"
#include "store/accounts.hpp"
#include "store/session.hpp"

namespace coexist {

struct SendRate {
    int per_second = 1;  ///< that are sent
    int at_most = 1;     ///< that the platform takes in any second, with what comes in where it counts that too
};

/// How fast the account may send (Meta, "Throughput"): of a coexistence number the configured share of what goes in and
/// out together; of a dedicated one 80 a second, or 1,000 once it was upgraded, see dedicated_pace().
SendRate send_rate(Session& session, const Settings& settings, const AccountRow& account);

}  // namespace coexist
