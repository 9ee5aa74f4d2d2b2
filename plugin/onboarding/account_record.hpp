#pragma once
#include <optional>

#include "channel/signup.hpp"
#include "model/account_state.hpp"
#include "onboarding/step.hpp"

namespace coexist {

/// Puts the number on record as `onboarding`, a new generation of its account, before anything is asked for it:
/// deliveries that came earlier were parked and are applied now. Problem: number_taken, or the cipher's.
std::optional<Problem> record_account(WriteContext& context, const ConnectNeeds& needs, ConnectAttemptRow& attempt,
                                      const OfferedNumber& number);

/// What an earlier attempt asked of this very onboarding is not asked again: the platform takes each request once.
void take_over_asked(Session& session, ConnectAttemptRow& attempt);

/// Moves the attempt's account to another asked state, unless a later attempt has taken the number over.
void set_account_state(WriteContext& context, const ConnectAttemptRow& attempt, AccountState state,
                       const std::string& reason);

/// Whether the platform said that the number, put on record by this attempt, was taken from us again.
bool removed_meanwhile(Session& session, const ConnectAttemptRow& attempt);

/// After a failed attempt: a new account is `failed` and its token forgotten; one that was here before goes back to
/// where it stood, with the token that the platform gave last. What the platform ended meanwhile is `disconnected`,
/// with the platform's reason.
void unrecord_account(WriteContext& context, const ConnectAttemptRow& attempt, const std::string& reason);

}  // namespace coexist
