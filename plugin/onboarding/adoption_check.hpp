#pragma once
#include <optional>
#include <string>

#include "channel/channel.hpp"
#include "channel/signup.hpp"
#include "config/settings.hpp"

namespace coexist {

/// What the platform said of a number that somebody wants to adopt with a token or a gateway's key.
struct AdoptionFinding {
    CallOutcome outcome;             ///< of the last call; accepted: nothing was left to ask
    std::optional<Problem> refused;  ///< why it is not adopted although the platform answered
    NumberNode number;               ///< with digits, once nothing refuses it
};

/// Whom the check asks. References outlive it.
struct AdoptionNeeds {
    const Settings& settings;
    Channel& channel;  ///< of the provider that shall run the number
    SignupDesk& desk;
};

/// Looks at what the line's token or key opens before anything is written: over an own app that the token is valid, of
/// this app, with both permissions, that Meta confirms WABA and number for it, and that the number is where the
/// provider needs it; over a gateway the same as far as it tells. `phone`: digits that the admin typed, or empty; taken
/// where the gateway does not tell the number, compared where it does. Then has the webhooks delivered here. Waits for
/// the network; may be repeated.
AdoptionFinding check_adoption(const AdoptionNeeds& needs, const Line& line, const std::string& phone);

/// Whether this road's gateway does not tell which phone number it serves, so that whoever adopts it has to.
bool phone_needed(const Settings& settings, const std::string& road);

}  // namespace coexist
