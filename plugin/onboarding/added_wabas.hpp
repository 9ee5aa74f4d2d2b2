#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/fact.hpp"
#include "store/connect_attempts.hpp"

namespace coexist {

/// A WhatsApp Business Account of which the platform said, in a signed delivery, that it was added to our app
/// (account_update PARTNER_ADDED: "completion signal of Embedded Signup"). It does not say for whom: whose it is, only
/// a code or a look with the partner's own token can tell.
struct AddedWaba {
    WabaId waba;
    std::string portfolio;  ///< of the business that owns it; may be empty
    std::int64_t at = 0;    ///< when the delivery came, Unix ms
};

/// The addition that this part of a delivery tells of; nothing if it tells of none.
std::optional<AddedWaba> added_waba(const Fact& fact, std::int64_t received_at);

/// What was added while this attempt ran, oldest first.
std::vector<AddedWaba> added_wabas(const ConnectAttemptRow& attempt);
/// Remembers it with the attempt (at most 20, the oldest go first). False if it was known.
bool remember_added(ConnectAttemptRow& attempt, const AddedWaba& added);

}  // namespace coexist
