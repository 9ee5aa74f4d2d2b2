#pragma once
#include <cstdint>

#include "model/hand_over.hpp"
#include "model/ids.hpp"
#include "store/session.hpp"

namespace coexist {

/// What staff said last of the conversation of this contact on this account. Kept under one of the contact's
/// identities, so that it stays with the person whatever contact that becomes.
HoldOrder hold_order(Session& session, const TenantId& tenant, std::int64_t account, std::int64_t contact);
/// `identity`: the key of one of the contact's identities.
void save_hold_order(Session& session, std::int64_t account, std::int64_t identity, const HoldOrder& order,
                     const OperationId& operation);

}  // namespace coexist
