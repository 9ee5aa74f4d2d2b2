#include "channels/cloud/error_table.hpp"

#include <iterator>

namespace coexist::cloud {

namespace {

constexpr auto none = AccountEffect::none;
constexpr auto payment = AccountEffect::payment_problem;
constexpr auto token = AccountEffect::token_invalid;
constexpr auto restricted = AccountEffect::restricted;
constexpr auto window = AccountEffect::window_closed;
constexpr auto no_permission = AccountEffect::permission_lost;
constexpr auto unregistered = AccountEffect::number_unregistered;

constexpr ErrorRow one(std::int64_t code, Cure cure, Retry retry, AccountEffect effect, std::string_view sentence,
                       std::string_view next) {
    return {code, code, 0, cure, retry, effect, sentence, next};
}

constexpr ErrorRow sub(std::int64_t code, std::int64_t subcode, Cure cure, AccountEffect effect,
                       std::string_view sentence, std::string_view next) {
    return {code, code, subcode, cure, Retry::none, effect, sentence, next};
}

constexpr ErrorRow range(std::int64_t first, std::int64_t last, Cure cure, std::string_view sentence,
                         std::string_view next) {
    return {first, last, 0, cure, Retry::none, none, sentence, next};
}

constexpr std::string_view reconnect = "Ask an admin to connect the account again.";
constexpr std::string_view nothing = "Nothing to do: it is sent again by itself.";
constexpr std::string_view slower = "Nothing to do: it is sent again, more slowly.";
constexpr std::string_view report = "Report this to the CRM's support with the details.";
constexpr std::string_view support = "Ask an admin to open WhatsApp Manager and contact Meta Business Support.";
constexpr std::string_view fix_template = "Correct the template in WhatsApp Manager, or use another one.";
constexpr std::string_view fix_values = "Correct the template's values and send again.";
constexpr std::string_view phone_path =
    "Ask an admin to look at the number in WhatsApp Manager. A number that a phone's app holds is never registered.";

// Rows with a subcode stand before the row of their code.
constexpr ErrorRow rows[] = {
    one(0, Cure::reconnect, Retry::none, token, "WhatsApp no longer accepts the account's access.", reconnect),
    one(1, Cure::retry, Retry::few, none, "WhatsApp could not process the request.", nothing),
    one(2, Cure::retry, Retry::soon, none, "WhatsApp is overloaded or down for a moment.", nothing),
    one(3, Cure::fix, Retry::none, none, "The Meta app lacks a capability or permission.",
        "Ask an admin to check the app's permissions at Meta."),
    one(4, Cure::wait, Retry::slow, none, "The Meta app has made too many calls.", slower),
    one(10, Cure::reconnect, Retry::none, no_permission, "The permission for this was not given or was taken back.",
        reconnect),
    one(33, Cure::reconnect, Retry::none, unregistered, "The phone number no longer exists at WhatsApp.", reconnect),
    sub(100, 33, Cure::reconnect, unregistered, "WhatsApp no longer shows this account to us.", reconnect),
    one(100, Cure::fix, Retry::none, none, "WhatsApp did not accept a value of the request.",
        "Read the details, correct the input and send again."),
    one(101, Cure::fix, Retry::none, none, "The Meta app's id is not right.",
        "Ask an admin to check the app in the configuration."),
    one(102, Cure::fix, Retry::none, none, "The access token does not belong to a valid session.",
        "Ask an admin to check the token."),
    one(104, Cure::fix, Retry::none, none, "The Meta app asks for a signed request.",
        "Ask an admin to put the app secret into the configuration."),
    sub(190, 458, Cure::reconnect, token, "The business has removed the Meta app.", reconnect),
    sub(190, 460, Cure::reconnect, token, "The access ended because a password was changed.", reconnect),
    sub(190, 463, Cure::reconnect, token, "The account's access has expired.", reconnect),
    sub(190, 464, Cure::reconnect, token, "The Facebook user behind the access is not confirmed.", reconnect),
    sub(190, 467, Cure::reconnect, token, "The account's access was withdrawn.", reconnect),
    one(190, Cure::reconnect, Retry::none, token, "The account's access is not valid any more.", reconnect),
    one(200, Cure::fix, Retry::none, none, "The request carried no access.", report),
    range(201, 299, Cure::reconnect, "The account's access lacks a permission.", reconnect),
    one(368, Cure::wait, Retry::none, restricted, "Meta has blocked the account for a while for a policy violation.",
        support),
    one(80007, Cure::wait, Retry::slow, none, "The WhatsApp Business account has reached its rate limit.", slower),
    one(130403, Cure::fix, Retry::none, none, "The business has blocked this customer.",
        "Unblock the customer, then send again."),
    one(130429, Cure::retry, Retry::soon, none, "Too many messages went through this number at once.", slower),
    one(130472, Cure::never, Retry::none, none, "Meta keeps marketing from this customer as part of an experiment.",
        "Do not send the template again; answer if the customer writes."),
    one(130497, Cure::never, Retry::none, none, "This business may not message customers in that country.",
        "Reach the customer another way."),
    one(131000, Cure::retry, Retry::few, none, "Something went wrong at WhatsApp.", nothing),
    one(131005, Cure::reconnect, Retry::none, none, "The account's access lacks a permission.", reconnect),
    one(131008, Cure::fix, Retry::none, none, "The request lacks a required value.", report),
    one(131009, Cure::fix, Retry::none, none, "WhatsApp did not accept a value of the message.",
        "Read the details, correct the message and send again."),
    one(131016, Cure::retry, Retry::soon, none, "A part of WhatsApp is down for a moment.", nothing),
    one(131021, Cure::fix, Retry::none, none, "A number cannot write to itself.", "Choose another recipient."),
    one(131026, Cure::never, Retry::none, none,
        "The message cannot be delivered: the number may not be on WhatsApp, or its app is too old.",
        "Reach the customer another way."),
    one(131030, Cure::fix, Retry::none, none, "A test number may only write to the numbers on its list.",
        "Add the recipient to the test number's list at Meta."),
    one(131031, Cure::never, Retry::none, restricted, "Meta has locked the account.", support),
    one(131037, Cure::fix, Retry::none, none, "The number needs an approved display name before it can send.",
        "Ask an admin to have the display name approved in WhatsApp Manager."),
    one(131042, Cure::pay, Retry::none, payment, "Meta could not bill the business.",
        "Ask an admin to add a payment method in WhatsApp Manager."),
    one(131045, Cure::reconnect, Retry::none, none, "The number is not properly registered at WhatsApp.", reconnect),
    one(131047, Cure::fix, Retry::none, window, "The customer has not written within the last 24 hours.",
        "Send an approved template, or write from the phone."),
    one(131048, Cure::wait, Retry::none, none, "WhatsApp has slowed this number down because of spam reports.",
        "Pause campaigns for some hours, then try again."),
    one(131049, Cure::wait, Retry::none, none, "The customer has got much marketing lately; WhatsApp held this back.",
        "Wait at least a day before sending marketing to this customer."),
    one(131050, Cure::never, Retry::none, none, "The customer has stopped marketing messages from this business.",
        "Send no more marketing to this customer."),
    one(131051, Cure::never, Retry::none, none, "WhatsApp does not support this kind of message.",
        "Send it in another form."),
    one(131052, Cure::fix, Retry::none, none, "The customer's file could not be fetched.",
        "Ask the customer to send it another way."),
    one(131053, Cure::fix, Retry::none, none, "WhatsApp could not process the file.",
        "Check the file's type and size, then send again."),
    one(131055, Cure::fix, Retry::none, none, "This way of sending does not take this kind of message.",
        "Use an ordinary message or a marketing template."),
    one(131056, Cure::retry, Retry::pair_rate, none, "Too many messages went to this customer in a short time.",
        slower),
    one(131057, Cure::retry, Retry::slow, none, "The number is in maintenance for about a minute.", nothing),
    one(131059, Cure::fix, Retry::none, none, "The list changed while it was read.", "Load the list again."),
    one(131060, Cure::never, Retry::none, none, "This message is shown only in the phone app.",
        "Look at it in the phone app."),
    one(131062, Cure::fix, Retry::none, none, "This kind of message needs the customer's phone number.",
        "Ask the customer for the phone number."),
    one(131063, Cure::fix, Retry::none, none, "Marketing templates are switched off for this account.",
        "Ask an admin to switch them on in WhatsApp Manager."),
    one(131064, Cure::wait, Retry::none, none, "Messaging is limited because templates were in the wrong category.",
        "Ask an admin to review the templates' categories."),
    one(132000, Cure::fix, Retry::none, none, "The number of values does not fit the template.", fix_values),
    one(132001, Cure::fix, Retry::none, none, "The template does not exist in that language or is not approved.",
        "Choose another template or language."),
    one(132005, Cure::fix, Retry::none, none, "The template's text is too long with these values.",
        "Shorten the values and send again."),
    one(132007, Cure::fix, Retry::none, none, "The template's content breaks a rule of WhatsApp.", fix_template),
    one(132012, Cure::fix, Retry::none, none, "A value has the wrong form for the template.", fix_values),
    one(132015, Cure::fix, Retry::none, none, "WhatsApp has paused the template for its low quality.", fix_template),
    one(132016, Cure::fix, Retry::none, none, "WhatsApp has switched the template off for good.",
        "Make a new template."),
    one(132018, Cure::fix, Retry::none, none, "WhatsApp did not accept the template's values.", fix_values),
    one(132068, Cure::fix, Retry::none, none, "The flow is blocked.", "Ask an admin to correct the flow."),
    one(132069, Cure::wait, Retry::none, none, "The flow is throttled: ten messages in the last hour have gone out.",
        "Ask an admin to look at the flow; try again in an hour."),
    one(133000, Cure::never, Retry::none, none, "An earlier deregistration of the number did not finish.", phone_path),
    one(133004, Cure::retry, Retry::soon, none, "A server of WhatsApp is down for a moment.", nothing),
    one(133005, Cure::fix, Retry::none, none, "The number's two-step PIN is wrong.", phone_path),
    one(133006, Cure::fix, Retry::none, none, "The number must be verified first.", phone_path),
    one(133008, Cure::fix, Retry::none, none, "The two-step PIN was guessed wrong too often.", phone_path),
    one(133009, Cure::fix, Retry::none, none, "The two-step PIN was entered too fast.", phone_path),
    one(133010, Cure::reconnect, Retry::none, unregistered, "The number is not on the platform any more.", reconnect),
    one(133015, Cure::wait, Retry::five_minutes, none, "The number was deleted a moment ago.",
        "Nothing to do: it is tried again in five minutes."),
    one(133016, Cure::wait, Retry::none, none, "The number was registered and deregistered too often.",
        "Wait three days before trying again."),
    one(134011, Cure::fix, Retry::none, none, "The terms of WhatsApp Payments are not accepted.",
        "Ask an admin to accept the terms by the link in the details."),
    one(134100, Cure::fix, Retry::none, none, "This way of sending takes only marketing templates.",
        "Choose a marketing template."),
    one(134101, Cure::wait, Retry::none, none, "The template is being prepared, which takes about ten minutes.",
        "Try again in ten minutes."),
    one(134102, Cure::fix, Retry::none, none, "The template is not available for this way of sending.",
        "Choose another template."),
    one(135000, Cure::fix, Retry::none, none, "WhatsApp did not accept the request.",
        "Read the details and correct the input."),
    one(136024, Cure::never, Retry::none, none, "WhatsApp refused to send a code for this number.", phone_path),
    one(136025, Cure::never, Retry::none, none, "WhatsApp did not accept the code or PIN.", phone_path),
    range(147001, 147004, Cure::never, "WhatsApp refused this without a known reason.",
          "Read the details; contact Meta's support if it stays."),
    one(1752041, Cure::never, Retry::none, none, "This business was already invited by a partner.", "Nothing to do."),
    one(200005, Cure::never, Retry::none, none, "Template insights are not available.", "Nothing to do."),
    one(200006, Cure::never, Retry::none, none, "Template insights cannot be switched off.", "Nothing to do."),
    one(200007, Cure::never, Retry::none, none, "Template insights are not switched on.",
        "Ask an admin to switch them on in WhatsApp Manager."),
    one(2388001, Cure::never, Retry::none, none, "The number's owner is not verified, or two-step is on.", phone_path),
    one(2388012, Cure::never, Retry::none, none, "The number is in this account already.", "Nothing to do."),
    one(2388019, Cure::fix, Retry::none, none, "The account has as many templates as it may.",
        "Delete templates that are no longer used."),
    one(2388039, Cure::wait, Retry::none, none, "The template cannot be changed at the moment.",
        "Wait until its review is done."),
    one(2388040, Cure::fix, Retry::none, none, "A field of the template is too long.", fix_template),
    one(2388047, Cure::fix, Retry::none, none, "The template's header has a wrong form.", fix_template),
    one(2388072, Cure::fix, Retry::none, none, "The template's body has a wrong form.", fix_template),
    one(2388073, Cure::fix, Retry::none, none, "The template's footer has a wrong form.", fix_template),
    one(2388091, Cure::never, Retry::none, none, "A code cannot be asked for with this number.", phone_path),
    one(2388093, Cure::never, Retry::none, none, "A code cannot be verified with this number.", phone_path),
    one(2388103, Cure::never, Retry::none, none, "The number cannot be moved to another account.",
        "Read the reason in the details."),
    one(2388293, Cure::fix, Retry::none, none, "The template has too many variables for its length.", fix_template),
    one(2388299, Cure::fix, Retry::none, none, "The template begins or ends with a variable.", fix_template),
    one(2494100, Cure::retry, Retry::slow, none, "The number is in maintenance for some minutes.", nothing),
    one(2593079, Cure::never, Retry::none, none, "The account cannot be moved to this partner.",
        "Read the details; contact Meta's support."),
    one(2593085, Cure::never, Retry::none, none, "The account cannot be moved to this partner.",
        "Read the details; contact Meta's support."),
    one(2593107, Cure::never, Retry::none, none, "The import was already asked for and can be asked for only once.",
        "Wait for it to arrive."),
    one(2593108, Cure::never, Retry::none, none,
        "The import can only be asked for within 24 hours of connecting the number.",
        "Disconnect and connect the number again if the history is needed."),
    one(2593109, Cure::never, Retry::none, none, "The phone's owner has declined to share the history.",
        "Connect the number again and choose to share it if the history is needed."),
    one(2655093, Cure::fix, Retry::none, none, "Another partner still holds the account.",
        "Ask an admin to remove the old partner in WhatsApp Manager, wait some minutes and connect again."),
    one(3441041, Cure::fix, Retry::none, none, "The number or its account belongs to another business or partner.",
        "Ask an admin to remove the old partner in WhatsApp Manager, wait some minutes and connect again."),
};

constexpr ErrorRow passing =
    one(-1, Cure::retry, Retry::few, none, "WhatsApp could not process it at the moment.", nothing);
constexpr ErrorRow limited =
    one(-1, Cure::wait, Retry::slow, none, "The address takes no more requests for now.", slower);
constexpr ErrorRow no_access =
    one(-1, Cure::reconnect, Retry::none, none, "The address does not accept our access.", reconnect);
constexpr ErrorRow not_graph = one(-1, Cure::fix, Retry::none, none, "The address refused it in words we do not know.",
                                   "Ask an admin to check the API's address in the configuration.");
constexpr ErrorRow unknown = one(-1, Cure::never, Retry::none, none, "WhatsApp refused it for a reason new to us.",
                                 "Read the details; report them to the CRM's support.");

}  // namespace

const ErrorRow* find_error(std::int64_t code, std::int64_t subcode) {
    for (const ErrorRow& row : rows) {
        if (code < row.code || code > row.last_code) continue;
        if (row.subcode == 0 || row.subcode == subcode) return &row;
    }
    return nullptr;
}

const ErrorRow& judge_error(std::int64_t code, std::int64_t subcode, bool is_transient, int http) {
    if (const ErrorRow* known = find_error(code, subcode)) return *known;
    if (is_transient || http >= 500) return passing;
    if (code >= 0) return unknown;
    if (http == 429) return limited;
    if (http == 401 || http == 403) return no_access;
    return not_graph;
}

const ErrorRow* error_rows(std::size_t& count) {
    count = std::size(rows);
    return rows;
}

}  // namespace coexist::cloud
