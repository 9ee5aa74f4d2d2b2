#include "onboarding/adoption_refusals.hpp"

namespace coexist::adoption_refusal {

Problem token_invalid() {
    return {Refusal::conflict,
            "adopt_token_invalid",
            "Meta says that this token is not valid: it was withdrawn, is over, or was not copied whole.",
            "Make a new token for the app's system user in Meta Business settings, copy all of it, and try again.",
            {}};
}

Problem token_of_other_app() {
    return {Refusal::conflict,
            "adopt_token_foreign",
            "The token belongs to another Meta app than the one that was chosen, which would not hear this number.",
            "Choose the app that the token was made for, or make a token for this one and try again.",
            {}};
}

Problem scope_missing(const std::string& scope) {
    return {Refusal::conflict,
            "adopt_permission_missing",
            "The token does not have the permission " + scope + ".",
            "Make a new token with whatsapp_business_management and whatsapp_business_messaging, and try again.",
            {}};
}

Problem waba_not_confirmed() {
    return {Refusal::conflict,
            "adopt_waba_not_confirmed",
            "Meta does not confirm that this token opens this WhatsApp Business Account.",
            "Compare the account's ID with WhatsApp Manager. If it is right, give the token's system user this account "
            "in Meta Business settings, and try again.",
            {}};
}

Problem number_not_in_waba() {
    return {Refusal::conflict,
            "adopt_number_not_confirmed",
            "The WhatsApp Business Account has no number with this phone number ID.",
            "Take both IDs from the same account in WhatsApp Manager, and try again. The phone number ID is not the "
            "phone number itself.",
            {}};
}

Problem phone_needed(const std::string& road) {
    return {Refusal::invalid,
            "adopt_phone_needed",
            "The gateway \"" + road + "\" does not tell which phone number its key belongs to.",
            "Say it in \"phone\", with its country code, and try again.",
            {}};
}

Problem phone_differs() {
    return {Refusal::conflict,
            "adopt_phone_differs",
            "This phone number ID belongs to another phone number than the one that was typed in.",
            "Compare both with the account at the platform, or leave the phone number out: it is told there.",
            {}};
}

}  // namespace coexist::adoption_refusal
