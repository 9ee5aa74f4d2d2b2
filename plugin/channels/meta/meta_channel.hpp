#pragma once
#include "channels/cloud/cloud_channel.hpp"

namespace coexist {

/// A dedicated Cloud API number, in no app.
class MetaChannel : public cloud::CloudChannel {
  public:
    using CloudChannel::CloudChannel;

    [[nodiscard]] const ChannelCard& card() const override;
    [[nodiscard]] std::optional<OtherAction> instead_of(std::string_view action) const override;
    [[nodiscard]] std::optional<Problem> refuses(const NumberNode& number) const override;
};

}  // namespace coexist
