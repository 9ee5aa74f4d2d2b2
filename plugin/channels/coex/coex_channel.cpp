#include "channels/coex/coex_channel.hpp"

#include "channels/coex/card.hpp"

namespace coexist {

const ChannelCard& CoexChannel::card() const {
    return coex_card();
}

std::optional<OtherAction> CoexChannel::instead_of(std::string_view action) const {
    return coex_instead_of(action);
}

// Meta, "Onboarding WhatsApp Business app users": a coexistence number has is_on_biz_app true and platform_type
// CLOUD_API. A gateway may tell neither; then its key is the only witness.
std::optional<Problem> CoexChannel::refuses(const NumberNode& number) const {
    if (number.is_on_biz_app == false) {
        return Problem{
            Refusal::conflict,
            "number_not_in_app",
            "This number is not in the WhatsApp Business app, so there is nothing to coexist with.",
            "Connect it as a dedicated number (provider meta), or set it up in the WhatsApp Business app and "
            "connect it by coexistence there.",
            {}};
    }
    if (!number.platform_type.empty() && number.platform_type != "CLOUD_API") {
        return Problem{Refusal::conflict,
                       "number_not_on_cloud_api",
                       "This number is not on the Cloud API yet: WhatsApp reports " + number.platform_type + ".",
                       "Finish connecting it in the WhatsApp Business app first, then try again.",
                       {}};
    }
    return std::nullopt;
}

}  // namespace coexist
