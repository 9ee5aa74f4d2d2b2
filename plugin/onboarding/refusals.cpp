#include "onboarding/refusals.hpp"

namespace coexist::connect_refusal {
namespace {

constexpr const char* start_anew = "Start the connection again from the CRM.";
// Once the dialog is over the number may be attached already.
constexpr const char* after_the_dialog =
    "Start the connection again from the CRM; the phone need not be disconnected for that.";

}  // namespace

Problem state_invalid() {
    return {Refusal::invalid,
            "connect_state_invalid",
            "This link or answer does not belong to any connection that was started here, or it was altered.",
            start_anew,
            {}};
}

Problem state_used() {
    return {Refusal::conflict,
            "connect_state_used",
            "This connection has had its answer already.",
            "Look at the list of numbers: if the number is there, all is well. Else start again from the CRM.",
            {}};
}

Problem expired() {
    return {Refusal::conflict,
            "connect_expired",
            "The connection was not finished within the hour that it was good for.",
            after_the_dialog,
            {}};
}

Problem other_browser() {
    return {Refusal::denied,
            "connect_browser_foreign",
            "The answer came back in another browser than the one in which the connection was started.",
            "Start it again and finish it in the same browser. If you did not start one, close this page: someone may "
            "have sent you their link.",
            {}};
}

Problem other_actor() {
    return {Refusal::denied,
            "connect_actor_foreign",
            "Another person started this connection.",
            "Let that person finish it, or start your own.",
            {}};
}

Problem code_missing() {
    return {Refusal::invalid,
            "connect_code_missing",
            "WhatsApp sent the browser back without the code that finishes the connection.",
            start_anew,
            {}};
}

Problem dialog_denied() {
    return {Refusal::conflict,
            "connect_denied",
            "The dialog was closed or the permission was not given.",
            "Start again from the CRM and confirm each step of the dialog.",
            {}};
}

Problem dialog_error(const std::string& platform_code) {
    return {Refusal::conflict,
            "connect_dialog_failed",
            "WhatsApp's dialog ended with an error" +
                (platform_code.empty() ? std::string(".") : " (code " + platform_code + ")."),
            "Start again from the CRM; if it stays so, an admin checks the app's setup at Meta.",
            {}};
}

Problem owner_absent() {
    return {Refusal::unavailable,
            "owner_absent",
            "No process works this CRM's WhatsApp queue now, and a connection must be finished within seconds.",
            "Ask an admin to start the process that owns the state, then try again.",
            {}};
}

Problem signup_not_configured(const std::string& road) {
    return {Refusal::unsupported,
            "signup_not_configured",
            "The app \"" + road + "\" has no part \"signup\" in the configuration.",
            "Add signup with its config_id to the app and reload, or adopt the number by token.",
            {}};
}

Problem no_signup_app() {
    return {Refusal::unsupported,
            "signup_not_configured",
            "No app of the configuration has a part \"signup\", so there is no dialog to open.",
            "Add signup with its config_id to an app and reload, or adopt the number by token.",
            {}};
}

Problem gateway_without_dialog(const std::string& road) {
    return {Refusal::unsupported,
            "gateway_without_dialog",
            "The gateway \"" + road + "\" has no dialog of WhatsApp's here: numbers are connected in its own pages.",
            "Connect the number there, then adopt it here with the gateway's key.",
            {}};
}

Problem no_dedicated_app() {
    return {Refusal::unsupported,
            "dedicated_not_configured",
            "No app of the configuration says with which PIN dedicated numbers are registered.",
            "Add signup.dedicated with its pin to an app and reload, or adopt the number by token.",
            {}};
}

Problem pin_missing() {
    return {Refusal::unsupported,
            "registration_pin_missing",
            "The number was not registered: signup.dedicated.pin of its app is gone or is not 6 digits.",
            "Put a PIN of 6 digits where the configuration says, then start the connection again.",
            {}};
}

Problem pin_refused() {
    return {Refusal::conflict,
            "registration_pin_refused",
            "WhatsApp does not accept the PIN: the number has another one from before, or too many were tried.",
            "Switch off two-step verification for the number in WhatsApp Manager, wait a while, then start the "
            "connection again.",
            {}};
}

Problem road_needed(const std::string& names) {
    return {Refusal::invalid,
            "road_needed",
            "Several apps can connect numbers here: " + names + ".",
            "Say which one in \"road\".",
            {}};
}

Problem return_page_not_allowed() {
    return {Refusal::invalid,
            "return_page_not_allowed",
            "The return page is not one of those that the configuration allows.",
            "Use one of the app's signup.return_pages, letter by letter, or add this one there.",
            {}};
}

Problem attempt_unknown() {
    return {Refusal::not_found,
            "connect_unknown",
            "There is no such connection.",
            "Use the id of the operation that \"connect\" answered.",
            {}};
}

Problem attempt_over() {
    return {Refusal::conflict,
            "connect_over",
            "This connection is over.",
            "Look at its operation for what became of it, or start again.",
            {}};
}

Problem not_waiting_for_that() {
    return {Refusal::conflict,
            "connect_not_waiting",
            "The connection does not wait for this now.",
            "Look at its operation: it says what it waits for.",
            {}};
}

Problem one_thing_at_a_time() {
    return {Refusal::invalid,
            "connect_one_thing",
            "The request says nothing, or several things at once.",
            "Say exactly one: code with its state, event, phone, phone_number_id, go_on or cancel.",
            {}};
}

Problem number_not_offered() {
    return {Refusal::invalid,
            "number_not_offered",
            "This number is not among those that WhatsApp offers for this connection.",
            "Choose one of the candidates that the operation lists.",
            {}};
}

Problem code_refused(const PlatformError& error) {
    switch (error.subcode) {
        case 36007:
            return {Refusal::conflict,
                    "connect_code_expired",
                    "The code from WhatsApp's dialog was too old when it arrived: it lives 30 seconds.",
                    after_the_dialog,
                    {}};
        case 36008:
            return {Refusal::config,
                    "connect_redirect_mismatch",
                    "Meta says that the address for the way back is not the one that the app allows.",
                    "An admin enters <public_url>/connect/callback, letter by letter, under Valid OAuth Redirect URIs "
                    "of the app, and checks public_url in the configuration.",
                    {}};
        case 36009:
            return {Refusal::conflict,
                    "connect_code_used",
                    "The code from WhatsApp's dialog was used before.",
                    "If the number is in the list, all is well. Else start again from the CRM.",
                    {}};
        default:
            break;
    }
    if (error.code == 101 || error.code == 1) {
        return {Refusal::config,
                "connect_app_refused",
                "Meta does not accept the app's id or secret.",
                "An admin checks app_id and app_secret of this app in the configuration.",
                {}};
    }
    return {Refusal::conflict,
            "connect_code_refused",
            "Meta did not accept the code: " + error.sentence,
            after_the_dialog,
            {}};
}

Problem exchange_lost(const std::string& reason) {
    return {Refusal::timeout,
            "connect_exchange_lost",
            "The code left for Meta, but the answer got lost: " + reason,
            "A code works once, so this connection cannot go on. Start again from the CRM; the phone need not be "
            "disconnected.",
            {}};
}

Problem token_invalid() {
    return {Refusal::conflict,
            "connect_token_invalid",
            "Meta gave a token and says that it is not valid.",
            after_the_dialog,
            {}};
}

Problem token_of_other_app() {
    return {Refusal::config,
            "connect_token_foreign",
            "The token belongs to another Meta app than the one in the configuration.",
            "An admin checks that config_id and app_id belong to the same app.",
            {}};
}

Problem scope_missing(const std::string& scope) {
    return {Refusal::conflict,
            "connect_permission_missing",
            "The permission " + scope + " was not given.",
            "Start again and leave every permission on. If it was not asked for, an admin adds it to the app's login "
            "configuration.",
            {}};
}

Problem without_waba() {
    return {Refusal::conflict,
            "connect_without_waba",
            "The permission names no WhatsApp Business Account.",
            "Start again and go through the dialog to its last page, where the account is confirmed.",
            {}};
}

Problem ids_not_confirmed() {
    return {Refusal::conflict,
            "connect_ids_not_confirmed",
            "The browser named a WhatsApp Business Account that Meta does not confirm for this permission.",
            after_the_dialog,
            {}};
}

Problem without_number() {
    return {Refusal::conflict,
            "connect_without_number",
            "The WhatsApp Business Account has no phone number yet.",
            "Start again and go through the dialog to its last page, where the number is confirmed on the phone.",
            {}};
}

Problem number_mode_unknown() {
    return {Refusal::conflict,
            "number_mode_unknown",
            "WhatsApp does not say whether this number is also in the WhatsApp Business app.",
            "Nothing was done with it. Try again later; it is connected only when that is certain.",
            {}};
}

Problem stage_refused(const PlatformError& error) {
    const std::string code = error.code <= 0 ? "platform_refused" : "platform_" + std::to_string(error.code);
    return {Refusal::conflict, code, error.sentence, error.next, {}};
}

Problem time_over(const std::string& reason) {
    return {Refusal::timeout,
            "connect_time_over",
            "The connection could not be completed in time: " + reason,
            "Start again from the CRM when the cause is gone.",
            {}};
}

Problem called_off() {
    return {Refusal::conflict,
            "connect_called_off",
            "The connection was called off.",
            "Start again when you like. If the dialog was finished already, the phone still lists this CRM under "
            "Settings, Account, Business Platform; the owner can end it there.",
            {}};
}

Problem removed_under_way() {
    return {Refusal::conflict,
            "connect_removed",
            "The connection was ended on WhatsApp's side before it was complete.",
            "Ask the owner whether it was meant. To connect the number after all, wait two minutes and start again.",
            {}};
}

Problem superseded() {
    return {Refusal::conflict,
            "connect_superseded",
            "The same number was connected by a later attempt, which goes on in its place.",
            "Look at the list of numbers: it shows how the later one stands.",
            {}};
}

}  // namespace coexist::connect_refusal
