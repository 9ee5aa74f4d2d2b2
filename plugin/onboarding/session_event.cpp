#include "onboarding/session_event.hpp"

#include <array>
#include <boost/json.hpp>
#include <utility>

namespace coexist {
namespace json = boost::json;
namespace {

using Kind = SessionVerdict::Kind;

constexpr const char* start_anew = "Start the connection again from the CRM.";
constexpr const char* start_dedicated =
    "Start again and go through the dialog with a number that is in no WhatsApp app.";

struct NamedEvent {
    std::string_view event;
    Kind kind;
    const char* code;
    const char* detail;
    const char* next;
};

constexpr std::array events{
    NamedEvent{"FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING", Kind::finished, "dialog_finished",
               "The number was confirmed in the dialog.", "Wait a moment: the CRM asks WhatsApp for the rest."},
    NamedEvent{
        "FINISH", Kind::wrong_path, "dialog_dedicated_number",
        "The dialog set up a number for the API alone, not one that stays in the WhatsApp Business app.",
        "Do not verify the number by SMS or call. Start again and choose to connect an existing WhatsApp Business "
        "app."},
    NamedEvent{"FINISH_ONLY_WABA", Kind::wrong_path, "dialog_without_number",
               "The dialog made a WhatsApp Business Account without a number.",
               "Start again and choose to connect an existing WhatsApp Business app."},
    NamedEvent{"FINISH_OBO_MIGRATION", Kind::wrong_path, "dialog_migration",
               "The dialog moved an account between partners; that connects no number of a phone.",
               "Start again and choose to connect an existing WhatsApp Business app."},
    NamedEvent{"FINISH_GRANT_ONLY_API_ACCESS", Kind::wrong_path, "dialog_access_only",
               "The dialog only gave access to an account; it connected no number of a phone.",
               "Start again and choose to connect an existing WhatsApp Business app, or adopt the number by token."},
};

struct Step {
    std::string_view step;
    const char* code;
    const char* detail;
    const char* next;
};

constexpr std::array steps{
    Step{"BUSINESS_ACCOUNT_SELECTION", "dialog_left_at_business", "The dialog was left where the business is chosen.",
         "Start again and choose or create the business portfolio of the hotel. An account of the portfolio that owns "
         "the app itself is greyed out: Meta refuses it."},
    Step{"WABA_PHONE_PROFILE_PICKER", "dialog_left_at_picker",
         "The dialog was left where account and number are chosen.",
         "Start again and choose to connect an existing WhatsApp Business app."},
    Step{
        "WHATSAPP_BUSINESS_PROFILE_SETUP", "dialog_left_at_profile",
        "The dialog was left where the business's profile is filled in.",
        "Start again with the business's registered name and its website at hand; without a website choose that it has "
        "none."},
    Step{"PHONE_NUMBER_SETUP", "dialog_left_at_number", "The dialog was left where the number is entered.",
         "Start again and enter the number of the WhatsApp Business app. If an SMS or a call is offered, that is the "
         "wrong path: stop there."},
    Step{
        "PHONE_NUMBER_VERIFICATION", "dialog_left_at_pairing",
        "The dialog was left where the phone confirms the number.",
        "Start again with the phone in hand: WhatsApp sends it a message, or shows a QR code to scan with the Business "
        "app."},
    Step{"PERMISSIONS", "dialog_left_at_permissions", "The dialog was left where the permissions are given.",
         "Start again and confirm the last page."},
};

struct Error {
    std::string_view number;
    const char* code;
    const char* detail;
    const char* next;
};

constexpr std::array errors{
    Error{
        "3441041", "dialog_number_not_eligible", "WhatsApp says that this number cannot be connected yet.",
        "Use the number in the WhatsApp Business app for a week or so, then start again. If it is attached to another "
        "partner, end that on the phone first: Settings, Account, Business Platform."},
    Error{"2655093", "dialog_number_attached_elsewhere",
          "The number or its account is still attached to another partner or business portfolio.",
          "On the phone: Settings, Account, Business Platform, disconnect the other partner. Wait two minutes, then "
          "start "
          "again."},
    Error{"524126", "dialog_name_refused", "WhatsApp refuses the name of the business.",
          "Start again with the name as the business is registered, without slogans or all capitals."},
};

std::string text(const json::object& from, std::string_view name) {
    const json::value* found = from.if_contains(name);
    if (found == nullptr) return {};
    if (const auto* string = found->if_string()) return std::string(*string);
    if (const auto* number = found->if_int64()) return std::to_string(*number);
    return {};
}

// A short word of these characters, or nothing: what else stands there is anybody's to choose.
std::string word(std::string said, const char* of) {
    constexpr std::size_t longest = 64;
    return said.size() <= longest && said.find_first_not_of(of) == std::string::npos ? std::move(said) : std::string();
}

constexpr const char* digits = "0123456789";
constexpr const char* of_ids = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.:";

SessionVerdict cancelled(SessionVerdict verdict, const json::object& data) {
    verdict.trace = word(text(data, "session_id"), of_ids);
    std::string told = text(data, "error_code");
    if (told.empty()) told = text(data, "error_id");  // as older documents call it
    verdict.platform = word(told, digits);
    if (!told.empty() || !text(data, "error_message").empty()) {
        verdict.kind = Kind::failed;
        for (const Error& error : errors) {
            if (error.number != verdict.platform) continue;
            verdict.code = error.code;
            verdict.detail = error.detail;
            verdict.next = error.next;
            return verdict;
        }
        verdict.code = "dialog_error";
        verdict.detail = "WhatsApp's dialog reported an error that is not known here.";
        verdict.next = "Start again; if it stays so, give Meta's support the code and the session shown here.";
        return verdict;
    }
    verdict.kind = Kind::left;
    verdict.platform = text(data, "current_step");
    for (const Step& step : steps) {
        if (step.step != verdict.platform) continue;
        verdict.code = step.code;
        verdict.detail = step.detail;
        verdict.next = step.next;
        return verdict;
    }
    verdict.code = "dialog_left";
    verdict.detail = "The dialog was left before its end.";
    verdict.next = start_anew;
    return verdict;
}

/// What ends the dialog well for a dedicated number, and what does not.
SessionVerdict of_dedicated(SessionVerdict verdict, std::string_view event) {
    if (event == "FINISH") {
        verdict.kind = Kind::finished;
        verdict.code = "dialog_finished";
        verdict.detail = "The number was confirmed in the dialog.";
        verdict.next = "Wait a moment: the CRM asks WhatsApp for the rest.";
    } else if (event == "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING") {
        verdict.kind = Kind::wrong_path;
        verdict.code = "dialog_coexistence_number";
        verdict.detail = "The dialog connected a number that stays in the WhatsApp Business app.";
        verdict.next = "Connect it as a coexistence number.";
    } else if (verdict.kind == Kind::wrong_path) {
        verdict.next = start_dedicated;
    }
    return verdict;
}

}  // namespace

SessionVerdict verdict_on_session_event(std::string_view event_json, Provider provider) {
    SessionVerdict verdict;
    verdict.code = "dialog_event_unknown";
    verdict.detail = "The browser reported something that is no known event of the dialog.";
    verdict.next = "Nothing to do: the connection goes on when WhatsApp's answer comes.";
    boost::system::error_code failed;
    const json::value parsed = json::parse(json::string_view(event_json.data(), event_json.size()), failed);
    const json::object* said = failed ? nullptr : parsed.if_object();
    if (said == nullptr || text(*said, "type") != "WA_EMBEDDED_SIGNUP") return verdict;
    const std::string event = text(*said, "event");
    const json::value* member = said->if_contains("data");
    const json::object nothing;
    const json::object& data = member != nullptr && member->is_object() ? member->get_object() : nothing;
    verdict.waba_id = text(data, "waba_id");
    if (event == "CANCEL" || event == "ERROR") {
        verdict = cancelled(std::move(verdict), data);
        if (provider == Provider::meta && verdict.kind == Kind::left) {
            verdict.next = start_dedicated;
            if (verdict.code == "dialog_left_at_pairing") {
                verdict.detail = "The dialog was left where the number is confirmed by SMS or a call.";
            }
        }
        return verdict;
    }
    for (const NamedEvent& named : events) {
        if (named.event != event) continue;
        verdict.kind = named.kind;
        verdict.code = named.code;
        verdict.detail = named.detail;
        verdict.next = named.next;
        break;
    }
    return provider == Provider::meta ? of_dedicated(std::move(verdict), event) : verdict;
}

}  // namespace coexist
