#pragma once
#include <memory>
#include <string>

#include "channel/channel.hpp"
#include "channels/cloud/routes_to_meta.hpp"
#include "net/http_client.hpp"

namespace coexist::cloud {

/// What coexistence numbers and dedicated numbers share: both are run over the Cloud API. Their own folders add the
/// card and the judgement of a number.
class CloudChannel : public Channel {
  public:
    CloudChannel(std::shared_ptr<net::HttpClient> http, std::shared_ptr<const RoutesToMeta> routes)
        : http_(std::move(http)), routes_(std::move(routes)) {}

    [[nodiscard]] bool can_deliver() const override { return true; }
    [[nodiscard]] Result<Outgoing> compose(const Draft& draft) const override;
    [[nodiscard]] std::string request(const Envelope& envelope, const Outgoing& outgoing) const override;
    SendOutcome send(const Line& line, const std::string& request) override;
    CallOutcome mark_read(const Line& line, const std::string& wamid, bool typing) override;
    NumberOutcome read_number(const Line& line) override;
    TemplatesOutcome read_templates(const Line& line) override;
    /// For a gateway there is nothing to subscribe, as it set its webhook up with the key; only the WABA is looked at.
    CallOutcome subscribe(const Line& line) override;
    SubscriptionOutcome read_subscription(const Line& line) override;
    CallOutcome unsubscribe(const Line& line) override;
    [[nodiscard]] std::optional<std::int64_t> retry_after_ms(const CallOutcome& outcome,
                                                             std::int64_t attempts) const override;
    void abort() override { http_->abort(); }

  private:
    /// Whether the line's road is a gateway, which has no app of ours.
    [[nodiscard]] bool gateway(const Line& line) const;

    std::shared_ptr<net::HttpClient> http_;
    std::shared_ptr<const RoutesToMeta> routes_;
};

}  // namespace coexist::cloud
