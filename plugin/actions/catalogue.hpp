#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

/// What people read about actions, in their language. English, Turkish and Spanish (schemas/catalogue/); a locale is
/// matched by its language alone ("tr-TR" and "tr_CY" are Turkish), and every other locale gets English. All texts live
/// as long as the library. Thread-safe.
namespace coexist {

/// The language of a locale's texts: "en", "tr" or "es".
std::string_view language_of(std::string_view locale);

/// "Disconnect": the action's name on a button. Empty if this provider has no such action.
std::string_view title_of(std::string_view action, std::string_view provider, std::string_view locale);

/// What the action does, in a sentence or two. Empty if this provider has no such action.
std::string_view description_of(std::string_view action, std::string_view provider, std::string_view locale);

/// Why this provider does not have an action that others have: OtherAction::why in the reader's language. Empty if
/// the provider has the action, or nobody has.
std::string_view why_not(std::string_view action, std::string_view provider, std::string_view locale);

/// How a person ends coexistence on the phone: {"next", "still_holds", "android": [steps], "ios": [steps]} (Meta,
/// "Onboarding WhatsApp Business app users": the business disconnects in its app).
const boost::json::object& phone_guide(std::string_view locale);

/// What a problem's `detail` and `next` say to people.
struct RefusalText {
    std::string_view detail;
    std::string_view next;
};

/// The general words for a problem's code. Nothing for a code that is not in the catalogue: then the problem's own
/// English words stand.
std::optional<RefusalText> refusal_text(std::string_view code, std::string_view locale);

/// What we say of a platform's error (English, as the error table has it) in the reader's language; the English itself
/// where there is no other, or it is not of the table.
std::string_view platform_words(std::string_view english, std::string_view locale);

}  // namespace coexist
