#include "channels/coex/card.hpp"

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
    ActionSpec{"refresh", "actions/empty.schema.json", CRM_ACTION_ASYNC},
    ActionSpec{"confirm_phone_opened", "actions/empty.schema.json", 0},
    ActionSpec{"accept_history", "actions/empty.schema.json", 0},
    ActionSpec{"decline_history", "actions/empty.schema.json", CRM_ACTION_CONFIRM},
    ActionSpec{"disconnect", "actions/disconnect.schema.json",
               CRM_ACTION_DANGEROUS | CRM_ACTION_CONFIRM | CRM_ACTION_ADMIN | CRM_ACTION_ASYNC},
};

constexpr ChannelCard card{
    Provider::coex,
    "WhatsApp (coexistence)",
    "icons/coex.svg",
    CRM_CAN_RECEIVE | CRM_CAN_SEND | CRM_CAN_TEMPLATES | CRM_CAN_MEDIA | CRM_CAN_ECHOES | CRM_CAN_DISCONNECT,
    actions.data(),
    actions.size()};

struct OnlyOnThePhone {
    std::string_view action;
    std::string_view use;
    std::string_view why;
};

constexpr OnlyOnThePhone only_on_the_phone[] = {
    {"send_group", "",
     "Group chats of a coexistence number stay in the phone's app: WhatsApp neither shows them to the CRM nor takes "
     "messages for them."},
    {"edit_profile", "", "The profile of a coexistence number is edited in the WhatsApp Business app on its phone."},
    {"start_call", "send_text",
     "Calls of a coexistence number are made and taken on its phone; WhatsApp offers the CRM none."},
    {"send_broadcast", "send_template",
     "Broadcast lists end with coexistence, on the phone too; many people are written to with an approved template."},
    {"set_disappearing", "", "Disappearing messages are switched off in all chats of a coexistence number."},
    {"send_view_once", "send_image",
     "Files that can be seen only once do not exist in the chats of a coexistence number."},
    {"send_live_location", "send_location", "Live locations do not exist in the chats of a coexistence number."},
    {"send_to_channel", "", "Channels of a coexistence number are run in the phone's app."},
    {"post_status", "", "The status of a coexistence number is posted in the phone's app."},
    {"edit_message", "send_text", "WhatsApp lets only the phone edit what was sent; the CRM cannot change a message."},
    {"delete_message", "send_text",
     "WhatsApp lets only the phone delete what was sent; the CRM cannot take a message back."},
};

}  // namespace

const ChannelCard& coex_card() {
    return card;
}

std::optional<OtherAction> coex_instead_of(std::string_view action) {
    // The API has no call that stops the phone, or that takes a coexistence number off the platform (Embedded Signup,
    // onboarding WhatsApp Business app users): its owner disconnects it in the phone.
    if (action == "pause") {
        return OtherAction{"disconnect",
                           "A coexistence number goes on in the WhatsApp Business app, so that a switch in the CRM "
                           "would not stop the phone: it can only be disconnected."};
    }
    if (action == "resume") {
        return OtherAction{"disconnect",
                           "A coexistence number is never paused, because the WhatsApp Business app on the phone goes "
                           "on: it is either connected or disconnected."};
    }
    if (action == "remove") {
        return OtherAction{"disconnect",
                           "A coexistence number stays attached to the phone until its owner disconnects it there, so "
                           "that the CRM cannot simply remove it."};
    }
    // Onboarding WhatsApp Business app users, "Feature comparison": what only the phone's app can do.
    for (const OnlyOnThePhone& one : only_on_the_phone) {
        if (action == one.action) return OtherAction{one.use, one.why};
    }
    return std::nullopt;
}

}  // namespace coexist
