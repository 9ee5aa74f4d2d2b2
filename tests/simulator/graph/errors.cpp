#include "errors.hpp"

#include <algorithm>
#include <array>

namespace sim::graph {
namespace {

constexpr std::array known_errors{
    KnownError{0, 401, "AuthException", "The token's user can not be authenticated."},
    KnownError{1, 400, "An unknown error occurred", "Invalid request or possible server error."},
    KnownError{2, 503, "Service temporarily unavailable", "Temporary due to downtime or overload."},
    KnownError{3, 500, "Capability or permissions issue", "The app lacks a capability."},
    KnownError{4, 400, "Application request limit reached", "The app has reached its call limit."},
    KnownError{10, 403, "Application does not have permission for this action",
               "Permission is either not granted or has been removed."},
    KnownError{33, 400, "Parameter value is not valid", "The business phone number has been deleted."},
    KnownError{100, 400, "Invalid parameter", "Invalid parameter"},
    KnownError{200, 403, "Provide valid app ID", "No access token was sent."},
    KnownError{368, 403, "Temporarily blocked for policies violations", "The account is temporarily blocked."},
    KnownError{80007, 400, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit."},
    KnownError{130403, 400, "User is blocked", "The business has blocked this user."},
    KnownError{130429, 400, "Rate limit hit", "Cloud API message throughput has been reached."},
    KnownError{130472, 400, "User's number is part of an experiment", "Message was not sent as part of an experiment."},
    KnownError{130497, 403, "Business account is restricted from messaging users in this country",
               "The business may not message users in this country."},
    KnownError{131000, 500, "Something went wrong", "Message failed to send due to an unknown error."},
    KnownError{131005, 403, "Access denied", "Permission is either not granted or has been removed."},
    KnownError{131008, 400, "Required parameter is missing", "The request is missing a required parameter."},
    KnownError{131009, 400, "Parameter value is not valid", "Parameter value is not valid"},
    KnownError{131016, 500, "Service unavailable", "A service is temporarily unavailable."},
    KnownError{131021, 400, "Recipient cannot be sender", "Sender and recipient phone number is the same."},
    KnownError{131026, 400, "Message undeliverable", "Unable to deliver message."},
    KnownError{131030, 400, "Recipient phone number not in allowed list",
               "Recipient phone number is not in the allowed list (test number)."},
    KnownError{131031, 403, "Account has been locked", "The account was locked or its data could not be verified."},
    KnownError{131037, 400, "Display name approval needed", "The number needs an approved display name."},
    KnownError{131042, 400, "Business eligibility payment issue",
               "Message failed to send because of payment method problems."},
    KnownError{131045, 500, "Incorrect certificate",
               "Message failed to send due to a phone number registration error."},
    KnownError{131047, 400, "Re-engagement message",
               "More than 24 hours have passed since the recipient last replied."},
    KnownError{131048, 400, "Spam rate limit hit", "Too many messages from this number were blocked or flagged."},
    KnownError{131049, 400, "This message was not delivered to maintain healthy ecosystem engagement",
               "Withheld to maintain healthy ecosystem engagement."},
    KnownError{131050, 400, "User has stopped marketing messages", "The user chose to stop marketing messages."},
    KnownError{131051, 400, "Unsupported message type", "Message type is not supported."},
    KnownError{131053, 400, "Media upload error", "The media could not be processed."},
    KnownError{131055, 400, "Method not allowed", "This method is not allowed."},
    KnownError{131056, 400, "Pair rate limit hit", "Too many messages were sent to this recipient in a short time."},
    KnownError{131057, 500, "Account in maintenance mode", "The account is in maintenance mode."},
    KnownError{131059, 400, "Invalid cursor", "The paging cursor is not valid."},
    KnownError{131062, 400, "Business-scoped user ID not supported", "This message type needs a phone number."},
    KnownError{132000, 400, "Number of parameters does not match the expected number of params",
               "The template has another number of parameters."},
    KnownError{132001, 404, "Template name does not exist in the translation",
               "The template does not exist in this language or is not approved."},
    KnownError{132015, 400, "Template is paused", "The template is paused because of low quality."},
    KnownError{133004, 503, "Server temporarily unavailable", "Server is temporarily unavailable."},
    KnownError{133010, 400, "Phone number not registered", "The phone number is not registered on the platform."},
    KnownError{133015, 400, "Please wait a few minutes before attempting to register this phone number",
               "The phone number was deleted a moment ago."},
    KnownError{135000, 400, "Generic user error", "Message failed to send because of an unknown parameter problem."},
    KnownError{136024, 400, "Request code error", "The code could not be requested."},
    KnownError{2593107, 400, "Synchronization request limit exceeded",
               "The sync endpoint was already called for this number and sync type."},
    KnownError{2593108, 400, "Synchronization request made outside of the allowed time window",
               "Sync can only be requested within 24 hours of onboarding."},
    KnownError{2494100, 400, "Account in maintenance mode", "The number is in maintenance mode."},
};

}  // namespace

KnownError known_error(int code) {
    const auto* found = std::find_if(known_errors.begin(), known_errors.end(),
                                     [&](const KnownError& known) { return known.code == code; });
    return found != known_errors.end() ? *found : KnownError{code, 400, "Request failed", "The request failed."};
}

Refusal refusal(int code, std::string_view details, int subcode) {
    const auto known = known_error(code);
    json::object error{{"message", "(#" + std::to_string(code) + ") " + std::string(known.title)},
                       {"type", "OAuthException"},
                       {"code", code}};
    if (subcode != 0) error["error_subcode"] = subcode;
    if (code == 2 || code == 4 || code == 131016 || code == 133004) error["is_transient"] = true;
    if (code >= 100 && code != 200) {
        error["error_data"] = {{"messaging_product", "whatsapp"},
                               {"details", details.empty() ? known.details : details}};
    }
    return {known.status, std::move(error)};
}

Refusal token_refusal(int subcode) {
    std::string_view sentence = "Invalid OAuth access token - Cannot parse access token";
    if (subcode == 458) sentence = "Error validating access token: The user has not authorized application.";
    if (subcode == 460) {
        sentence =
            "Error validating access token: The session has been invalidated because the user changed their password "
            "or Facebook has changed the session for security reasons.";
    }
    if (subcode == 463) sentence = "Error validating access token: Session has expired.";
    if (subcode == 464) sentence = "Error validating access token: Sessions for the user are not allowed.";
    if (subcode == 467) {
        sentence = "Error validating access token: The session is invalid because the user logged out.";
    }
    json::object error{{"message", sentence}, {"type", "OAuthException"}, {"code", 190}};
    if (subcode > 0) error["error_subcode"] = subcode;
    return {401, std::move(error)};
}

Refusal unknown_object(std::string_view method, std::string_view id) {
    std::string verb(method);
    std::transform(verb.begin(), verb.end(), verb.begin(), [](char c) { return static_cast<char>(c | 0x20); });
    return {400,
            {{"message", "Unsupported " + verb + " request. Object with ID '" + std::string(id) +
                             "' does not exist, cannot be loaded due to missing permissions, or does not support this "
                             "operation."},
             {"type", "GraphMethodException"},
             {"code", 100},
             {"error_subcode", 33}}};
}

json::object status_error(int code) {
    const auto known = known_error(code);
    return {{"code", code},
            {"title", known.title},
            {"message", known.title},
            {"error_data", {{"details", known.details}}},
            {"href", "/documentation/business-messaging/whatsapp/support/error-codes"}};
}

}  // namespace sim::graph
