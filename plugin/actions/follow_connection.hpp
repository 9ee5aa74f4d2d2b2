#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "ingest/write_context.hpp"
#include "onboarding/saga.hpp"
#include "secrets/token_cipher.hpp"
#include "store/accounts.hpp"
#include "store/operations.hpp"

namespace coexist {

/// What is followed, and with what.
struct FollowedConnection {
    const TokenCipher& cipher;
    const ConnectSaga& saga;
    std::int64_t onboarded_at = 0;  ///< when the platform connected the number, Unix ms
    std::int64_t delivered_at = 0;  ///< when a delivery for it was seen; 0: one is waited for
    std::string why;                ///< a sentence for people
};

/// Asks for contacts and history of a connection that was made elsewhere or before, as after the dialog: each once,
/// within the 24 hours, by an operation of its own. Answers its id; nothing if the account's token cannot be opened.
/// `operation`: what it follows from.
std::optional<OperationId> follow_connection(WriteContext& context, const AccountRow& account,
                                             const FollowedConnection& followed, const OperationRow& operation);

}  // namespace coexist
