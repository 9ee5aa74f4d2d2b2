#pragma once
#include <memory>
#include <string>

#include "channel/signup.hpp"
#include "channels/cloud/routes_to_meta.hpp"
#include "net/http_client.hpp"

namespace coexist::cloud {

/// Signups over the configuration's Meta apps. A gateway has no dialog of ours: its road is refused.
class CloudSignup : public SignupDesk {
  public:
    CloudSignup(std::shared_ptr<net::HttpClient> http, std::shared_ptr<const RoutesToMeta> routes)
        : http_(std::move(http)), routes_(std::move(routes)) {}

    TokenOutcome exchange(const std::string& road, const Secret& code,
                          const std::optional<std::string>& redirect_uri) override;
    TokenOutcome partner_access(const std::string& road, const std::string& portfolio) override;
    GrantOutcome inspect(const std::string& road, const Secret& token) override;
    NumbersOutcome numbers(const std::string& road, const Secret& token, const WabaId& waba) override;
    CallOutcome subscribe(const Line& line, const CallbackOverride* own_callback) override;
    RegisterOutcome register_dedicated(const Line& line, const Secret& pin) override;
    FieldsOutcome subscribed_fields(const std::string& road) override;
    CallOutcome handshake(const CallbackOverride& callback) override;
    TestDeliveryOutcome deliver_test(const std::string& road, const std::string& url, const std::string& word) override;
    SyncOutcome request_sync(const Line& line, SyncKind kind) override;

  private:
    std::shared_ptr<net::HttpClient> http_;
    std::shared_ptr<const RoutesToMeta> routes_;
};

}  // namespace coexist::cloud
