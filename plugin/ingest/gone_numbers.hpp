#pragma once
#include <cstdint>
#include <vector>

#include "ingest/erasures.hpp"
#include "model/fact.hpp"
#include "store/accounts.hpp"

namespace coexist {

// Numbers of tenants that were erased are known by marks, as persons are; their marks are of no tenant, because the
// number may be anybody's next.

/// How long a delivery to such a number waits, as for any number that nobody has: it may be one that is just being
/// connected anew. Unix ms.
inline constexpr std::int64_t gone_number_waits_ms = 2LL * 60 * 60 * 1000;

/// Under which names a number is marked. `with_waba`: nobody else has numbers of its WhatsApp Business Account.
std::vector<Identity> names_of_number(const AccountRow& account, bool with_waba);

/// Whether there are any.
bool any_number_gone(const Erasures& erasures);

/// Until when what names this number was an erased tenant's, Unix seconds; 0: it never was.
std::int64_t number_gone_until(Erasures& erasures, const Address& address);

}  // namespace coexist
