#include "onboarding/stage.hpp"

#include <array>

namespace coexist {
namespace {

constexpr std::array<std::string_view, 16> names{"",        "waiting",   "claim",    "exchange", "inspect",  "numbers",
                                                 "choose",  "subscribe", "register", "fields",   "delivery", "contacts",
                                                 "history", "settle",    "done",     "failed"};

constexpr std::array<std::string_view, 16> waits{
    "",
    "The person in WhatsApp's dialog: it ends with a code, or with word of WhatsApp that it is finished.",
    "WhatsApp's word on the business that has finished the dialog.",
    "WhatsApp's answer to the code.",
    "WhatsApp's word on what the permission opens.",
    "WhatsApp's list of the account's numbers.",
    "A person: which of several numbers is meant.",
    "WhatsApp's word that it delivers this account's events here.",
    "WhatsApp's word that the number is on its platform.",
    "The webhook fields that the app must get.",
    "The first delivery for this account: while nothing arrives, messages would be lost.",
    "WhatsApp's answer to the request for the contacts.",
    "WhatsApp's answer to the request for the history.",
    "Contacts or history, whose request got no answer: what arrives settles it, else one late repeat.",
    "",
    ""};

}  // namespace

std::string_view name_of(Stage stage) {
    const auto place = static_cast<std::size_t>(stage);
    return place < names.size() ? names[place] : std::string_view();
}

std::string_view waits_for(Stage stage) {
    const auto place = static_cast<std::size_t>(stage);
    return place < waits.size() ? waits[place] : std::string_view();
}

std::optional<Stage> stage_named(std::string_view name) {
    for (std::size_t place = 1; place < names.size(); ++place) {
        if (names[place] == name) return static_cast<Stage>(place);
    }
    return std::nullopt;
}

}  // namespace coexist
