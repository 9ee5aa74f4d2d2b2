#include "channels/coex/card.hpp"

#include <array>

#include "crm/plugin.h"

namespace coexist {
namespace {

constexpr std::array actions{
    ActionSpec{"connect", "actions/connect.schema.json", CRM_ACTION_ADMIN | CRM_ACTION_CHANNEL | CRM_ACTION_ASYNC},
    ActionSpec{"continue_connect", "actions/continue_connect.schema.json", CRM_ACTION_ADMIN | CRM_ACTION_CHANNEL},
    ActionSpec{"adopt", "actions/adopt_cloud.schema.json", CRM_ACTION_ADMIN | CRM_ACTION_CHANNEL | CRM_ACTION_ASYNC},
    ActionSpec{"send_text", "actions/send_text.schema.json", CRM_ACTION_ASYNC},
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

constexpr ChannelCard card{Provider::coex,   "WhatsApp (coexistence)",
                           "icons/coex.svg", CRM_CAN_RECEIVE | CRM_CAN_SEND | CRM_CAN_ECHOES | CRM_CAN_DISCONNECT,
                           actions.data(),   actions.size()};

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
    return std::nullopt;
}

}  // namespace coexist
