#include "channels/meta/card.hpp"

#include <array>

#include "crm/plugin.h"

namespace coexist {
namespace {

constexpr std::array actions{
    ActionSpec{"connect", "actions/connect.schema.json", CRM_ACTION_ADMIN | CRM_ACTION_CHANNEL | CRM_ACTION_ASYNC},
    ActionSpec{"continue_connect", "actions/continue_connect.schema.json", CRM_ACTION_ADMIN | CRM_ACTION_CHANNEL},
    ActionSpec{"check_setup", "actions/check_setup.schema.json",
               CRM_ACTION_ADMIN | CRM_ACTION_CHANNEL | CRM_ACTION_ASYNC},
    ActionSpec{"create_link", "actions/create_link.schema.json", CRM_ACTION_ADMIN | CRM_ACTION_CHANNEL},
    ActionSpec{"revoke_link", "actions/revoke_link.schema.json",
               CRM_ACTION_ADMIN | CRM_ACTION_CHANNEL | CRM_ACTION_CONFIRM},
    ActionSpec{"adopt", "actions/adopt_cloud.schema.json", CRM_ACTION_ADMIN | CRM_ACTION_CHANNEL | CRM_ACTION_ASYNC},
    ActionSpec{"send_text", "actions/send_text.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"send_image", "actions/send_image.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"send_video", "actions/send_video.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"send_audio", "actions/send_audio.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"send_document", "actions/send_document.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"send_sticker", "actions/send_sticker.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"send_location", "actions/send_location.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"send_contacts", "actions/send_contacts.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"react", "actions/react.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"send_buttons", "actions/send_buttons.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"send_list", "actions/send_list.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"send_link", "actions/send_link.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"request_location", "actions/request_location.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"send_flow", "actions/send_flow.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"send_template", "actions/send_template.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"send_again", "actions/send_again.schema.json", CRM_ACTION_CONFIRM | CRM_ACTION_ASYNC},
    ActionSpec{"mark_read", "actions/mark_read.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"sync_templates", "actions/empty.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"send_campaign", "actions/send_campaign.schema.json", CRM_ACTION_CONFIRM | CRM_ACTION_ASYNC},
    ActionSpec{"stop_campaign", "actions/campaign.schema.json", CRM_ACTION_CONFIRM},
    ActionSpec{"resume_campaign", "actions/campaign.schema.json", CRM_ACTION_CONFIRM},
    ActionSpec{"opt_out", "actions/campaign_wish.schema.json", 0},
    ActionSpec{"opt_in", "actions/campaign_wish.schema.json", 0},
    ActionSpec{"hold_conversation", "actions/hold_conversation.schema.json", 0},
    ActionSpec{"release_conversation", "actions/release_conversation.schema.json", 0},
    ActionSpec{"join_contacts", "actions/join_contacts.schema.json", 0},
    ActionSpec{"separate_contact", "actions/separate_contact.schema.json", 0},
    ActionSpec{"pause", "actions/empty.schema.json", 0},
    ActionSpec{"resume", "actions/empty.schema.json", 0},
    ActionSpec{"remove", "actions/remove.schema.json", CRM_ACTION_DANGEROUS | CRM_ACTION_CONFIRM | CRM_ACTION_ADMIN},
};

constexpr ChannelCard card{
    Provider::meta,   "WhatsApp (Cloud API)",
    "icons/meta.svg", CRM_CAN_RECEIVE | CRM_CAN_SEND | CRM_CAN_TEMPLATES | CRM_CAN_MEDIA | CRM_CAN_PAUSE,
    actions.data(),   actions.size()};

}  // namespace

const ChannelCard& meta_card() {
    return card;
}

std::optional<OtherAction> meta_instead_of(std::string_view action) {
    if (action == "disconnect") {
        return OtherAction{"pause",
                           "A dedicated number has no phone app that would have to let go of it: pause it to hold what "
                           "is sent, or let an admin remove it."};
    }
    if (action == "refresh") {
        return OtherAction{"",
                           "Only a coexistence number is asked about again, because its phone can end the connection; "
                           "a dedicated number needs no refresh."};
    }
    if (action == "confirm_phone_opened") {
        return OtherAction{"", "A dedicated number does not live in a phone app, so that there is none to open."};
    }
    if (action == "accept_history" || action == "decline_history") {
        return OtherAction{"", "A dedicated number does not live in a phone app, so that there is no past to import."};
    }
    return std::nullopt;
}

}  // namespace coexist
