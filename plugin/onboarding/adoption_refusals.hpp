#pragma once
#include <string>

#include "model/problem.hpp"

namespace coexist::adoption_refusal {

// What a token that an admin typed in may turn out to be, over an app of the configuration.
Problem token_invalid();
Problem token_of_other_app();
Problem scope_missing(const std::string& scope);

// What the ids may turn out to be.
Problem waba_not_confirmed();
Problem number_not_in_waba();

// What the phone number may turn out to be.
/// The gateway does not tell it, and nobody said it.
Problem phone_needed(const std::string& road);
/// The platform tells another one for this phone number id.
Problem phone_differs();

}  // namespace coexist::adoption_refusal
