#pragma once
#include <memory>
#include <string>
#include <vector>

#include "channel/road.hpp"
#include "channels/cloud/signature.hpp"
#include "channels/cloud/webhook.hpp"
#include "config/settings.hpp"
#include "model/problem.hpp"
#include "secrets/secret.hpp"

namespace coexist::cloud {

/// How a delivery over this road proves where it comes from: a signature over the body, or (some gateways) a secret in
/// a header. The present secret and the former one both count while a rotation takes effect.
struct Proof {
    std::string header;  ///< lower case
    bool is_signature = true;
    std::string prefix;  ///< before the signature's digits or the secret
};

/// A Meta app's endpoint, or that of a gateway which forwards Cloud API bodies.
class CloudRoad : public Road {
  public:
    /// `app_id`: of the Meta app; empty for a gateway.
    CloudRoad(std::string name, Proof proof, std::vector<Secret> secrets, Secret verify_token, std::string app_id = {});

    [[nodiscard]] const std::string& name() const override { return name_; }
    /// Meta, "Webhooks: verification requests": hub.mode=subscribe, hub.verify_token, hub.challenge.
    [[nodiscard]] std::optional<std::string> handshake(std::string_view query) const override;
    [[nodiscard]] bool genuine(const HeaderViews& headers, std::string_view body) const override;
    [[nodiscard]] bool history_only(std::string_view body) const override;
    Observation read(std::string_view body, std::int64_t received_at) override;
    [[nodiscard]] std::optional<std::string> without(std::string_view body, std::int64_t received_at,
                                                     const Forgetting& forgetting) const override;
    [[nodiscard]] std::optional<SignedRequest> signed_request(std::string_view form) const override;

  private:
    const std::string name_;
    const Proof proof_;
    std::vector<SignatureKey> keys_;
    std::vector<Secret> secrets_;
    const Secret verify_token_;
    const std::string app_id_;
    WebhookReader reader_;
};

/// The roads of a configuration, their secrets resolved. Problem of resolve().
Result<std::vector<std::shared_ptr<Road>>> cloud_roads(const Settings& settings);

}  // namespace coexist::cloud
