#include "channels/meow/card.hpp"

#include <array>

#include "crm/plugin.h"

namespace coexist {
namespace {

constexpr std::array actions{
    ActionSpec{"adopt", "actions/adopt_meow.schema.json", CRM_ACTION_ADMIN | CRM_ACTION_CHANNEL | CRM_ACTION_ASYNC},
    ActionSpec{"send_text", "actions/send_text.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"send_again", "actions/send_again.schema.json", CRM_ACTION_CONFIRM | CRM_ACTION_ASYNC},
    ActionSpec{"hold_conversation", "actions/hold_conversation.schema.json", 0},
    ActionSpec{"release_conversation", "actions/release_conversation.schema.json", 0},
    ActionSpec{"join_contacts", "actions/join_contacts.schema.json", 0},
    ActionSpec{"separate_contact", "actions/separate_contact.schema.json", 0},
    ActionSpec{"pause", "actions/empty.schema.json", 0},
    ActionSpec{"resume", "actions/empty.schema.json", 0},
    ActionSpec{"remove", "actions/remove.schema.json", CRM_ACTION_DANGEROUS | CRM_ACTION_CONFIRM | CRM_ACTION_ADMIN},
};

constexpr std::string_view kinds_of_the_api[] = {
    "send_image", "send_video",   "send_audio", "send_document", "send_sticker",     "send_location", "send_contacts",
    "react",      "send_buttons", "send_list",  "send_link",     "request_location", "send_flow",     "send_template",
};

// No CRM_CAN_SEND and no CRM_CAN_RECEIVE: without a bridge to the linked phone, what is written here is held.
constexpr ChannelCard card{
    Provider::meow, "WhatsApp (linked by QR, legacy)", "icons/meow.svg", CRM_CAN_PAUSE, actions.data(), actions.size()};

}  // namespace

const ChannelCard& meow_card() {
    return card;
}

std::optional<OtherAction> meow_instead_of(std::string_view action) {
    if (action == "disconnect") {
        return OtherAction{"pause",
                           "A number linked by QR has no connection to the WhatsApp API that could be disconnected: "
                           "pause it to hold what is sent, or let an admin remove it."};
    }
    if (action == "refresh") {
        return OtherAction{"",
                           "A number linked by QR is not registered with the WhatsApp API, so that WhatsApp cannot be "
                           "asked about it."};
    }
    if (action == "confirm_phone_opened") {
        return OtherAction{"",
                           "Only coexistence asks for the phone to be opened regularly, and this number is linked by "
                           "QR."};
    }
    if (action == "accept_history" || action == "decline_history") {
        return OtherAction{"", "A number linked by QR has no import of the past that would wait for a decision."};
    }
    for (const std::string_view one : {"connect", "continue_connect", "check_setup", "create_link", "revoke_link"}) {
        if (action != one) continue;
        return OtherAction{
            "adopt",
            "The dialog connects numbers to the WhatsApp API; a number linked by QR is put on record as it "
            "is."};
    }
    for (const std::string_view kind : kinds_of_the_api) {
        if (action == kind) {
            return OtherAction{"send_text",
                               "This version reaches no bridge for numbers linked by QR, so that only a text can be "
                               "written, and it is held."};
        }
    }
    for (const std::string_view one : {"send_campaign", "stop_campaign", "resume_campaign", "opt_out", "opt_in"}) {
        if (action != one) continue;
        return OtherAction{"", "A number linked by QR sends no templates, so that no campaign can go out over it."};
    }
    if (action == "sync_templates") {
        return OtherAction{"",
                           "Templates belong to the WhatsApp API, and a number linked by QR is not registered there."};
    }
    if (action == "mark_read") {
        return OtherAction{"",
                           "This version reaches no bridge for numbers linked by QR, so that nothing can be marked "
                           "as read there."};
    }
    return std::nullopt;
}

}  // namespace coexist
