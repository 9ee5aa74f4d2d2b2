#pragma once
#include <string>

#include "channel/platform_call.hpp"
#include "model/problem.hpp"

namespace coexist::connect_refusal {

// What can be wrong with what comes back from the dialog.
Problem state_invalid();
Problem state_used();
Problem expired();
Problem other_browser();
Problem other_actor();
Problem code_missing();
Problem dialog_denied();
Problem dialog_error(const std::string& platform_code);

// What can be wrong with how it was asked for.
Problem owner_absent();
Problem signup_not_configured(const std::string& road);
Problem no_signup_app();
/// The road is a gateway, which connects numbers in its own pages.
Problem gateway_without_dialog(const std::string& road);
/// No app of the configuration says with which PIN dedicated numbers are registered.
Problem no_dedicated_app();
/// The PIN of the configuration is missing or no 6 digits.
Problem pin_missing();
/// The platform takes another PIN for this number.
Problem pin_refused();
Problem road_needed(const std::string& names);
Problem return_page_not_allowed();
Problem attempt_unknown();
Problem attempt_over();
Problem not_waiting_for_that();
Problem one_thing_at_a_time();
Problem number_not_offered();

// What the platform may say of a code (Meta, "Embedded Signup": subcodes 36007, 36008, 36009).
Problem code_refused(const PlatformError& error);
Problem exchange_lost(const std::string& reason);

// What a token may turn out to be.
Problem token_invalid();
Problem token_of_other_app();
Problem scope_missing(const std::string& scope);
Problem without_waba();
Problem ids_not_confirmed();

// What the numbers may turn out to be.
Problem without_number();
Problem number_mode_unknown();

/// A call of a later stage that the platform refused for good.
Problem stage_refused(const PlatformError& error);
/// The platform could not be reached until the time was over.
Problem time_over(const std::string& reason);
Problem called_off();
/// The owner or the platform ended it while it was under way.
Problem removed_under_way();
/// Another attempt of the same number got further.
Problem superseded();

}  // namespace coexist::connect_refusal
