#pragma once
#include "config/settings.hpp"
#include "store/accounts.hpp"
#include "store/session.hpp"

namespace coexist {

/// Messages a second that the account may send (Meta, "Throughput"): of a coexistence number the configured share of
/// what goes in and out together; of a dedicated one 80, or 1,000 once its upgrade was announced.
int send_rate(Session& session, const Settings& settings, const AccountRow& account);

}  // namespace coexist
