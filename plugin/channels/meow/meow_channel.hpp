#pragma once
#include "channel/channel.hpp"

namespace coexist {

/// A number linked by QR through a bridge, from before coexistence. This version keeps it on record: its messages are
/// held, because it speaks with no bridge.
class MeowChannel : public Channel {
  public:
    [[nodiscard]] const ChannelCard& card() const override;
    [[nodiscard]] std::optional<OtherAction> instead_of(std::string_view action) const override;
    [[nodiscard]] bool can_deliver() const override { return false; }
    [[nodiscard]] Result<Outgoing> compose(const Draft& draft) const override;
    [[nodiscard]] std::string request(const Envelope& envelope, const Outgoing& outgoing) const override;
    SendOutcome send(const Line& line, const std::string& request) override;
    CallOutcome mark_read(const Line& line, const std::string& wamid, bool typing) override;
    NumberOutcome read_number(const Line& line) override;
    TemplatesOutcome read_templates(const Line& line) override;
    CallOutcome subscribe(const Line& line) override;
    SubscriptionOutcome read_subscription(const Line& line) override;
    CallOutcome unsubscribe(const Line& line) override;
    [[nodiscard]] std::optional<Problem> refuses(const NumberNode& number) const override;
    [[nodiscard]] std::optional<std::int64_t> retry_after_ms(const CallOutcome& outcome,
                                                             std::int64_t attempts) const override;
    void abort() override {}
};

}  // namespace coexist
