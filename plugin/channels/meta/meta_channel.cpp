#include "channels/meta/meta_channel.hpp"

#include "channels/meta/card.hpp"

namespace coexist {

const ChannelCard& MetaChannel::card() const {
    return meta_card();
}

std::optional<OtherAction> MetaChannel::instead_of(std::string_view action) const {
    return meta_instead_of(action);
}

// A number that is in use on its owner's phone must never be run as a dedicated one: later steps of that road
// (registration) would take it off the phone.
std::optional<Problem> MetaChannel::refuses(const NumberNode& number) const {
    if (number.is_on_biz_app != true) return std::nullopt;
    return Problem{Refusal::conflict,
                   "number_in_app",
                   "This number is also in the WhatsApp Business app on a phone.",
                   "Connect it as a coexistence number (provider coex).",
                   {}};
}

}  // namespace coexist
