#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/provider.hpp"

namespace coexist {

/// Where an account stands. What merely limits it (restricted, payment problem, token invalid, history) is a
/// flag beside the state, never a state.
enum class AccountState : std::uint8_t {
    onboarding = 1,
    syncing = 2,
    connected = 3,
    paused = 4,              ///< meta and meow: sends are held, inbound goes on
    offboarded = 5,          ///< coex: the phone was changed or registered anew; the platform may bring it back
    disconnect_pending = 6,  ///< coex: asked for; done when the owner disconnects in the phone
    disconnected = 7,
    failed = 8,  ///< onboarding did not succeed
    removed = 9  ///< taken off our records
};

/// "onboarding", "disconnect_pending", ...
std::string_view name_of(AccountState state);
/// The inverse of name_of; nothing for any other text.
std::optional<AccountState> account_state_named(std::string_view name);

/// What can move an account.
enum class AccountEvent : std::uint8_t {
    adopted = 1,  ///< a number with working credentials was taken over, first or again
    synced = 2,   ///< contacts and history came in, or there is nothing to wait for
    platform_removed = 3,
    platform_offboarded = 4,
    platform_reconnected = 5,
    disconnect_asked = 6,
    disconnect_cancelled = 7,
    disconnect_forced = 8,
    pause = 9,
    resume = 10,
    remove = 11,
    failed = 12
};

/// "adopted", "disconnect_asked", ...
std::string_view name_of(AccountEvent event);

/// The state that follows, or nothing where the event has no place: then an action is refused and word of the
/// platform changes nothing. coex has no pause: a switch of ours would not stop the phone.
std::optional<AccountState> next(Provider provider, AccountState state, AccountEvent event);

/// Whether sends go out: while syncing or connected. Inbound is taken in every state.
bool may_send(AccountState state);

}  // namespace coexist
