#pragma once
#include <map>
#include <optional>
#include <string>

#include "channels/cloud/graph_client.hpp"
#include "channels/cloud/media_hosts.hpp"
#include "config/settings.hpp"
#include "model/problem.hpp"

namespace coexist::cloud {

/// The apps and gateways of the configuration as endpoints of Graph-compatible calls, their secrets resolved.
/// Immutable.
class RoutesToMeta {
  public:
    /// Resolves the app secrets. Problem of resolve(). `usage` hears what the answers tell of limits, on any thread.
    static Result<RoutesToMeta> from(const Settings& settings, const UsageEar& usage = {});

    /// The endpoint of a road with this token; nothing if the configuration does not have the road.
    [[nodiscard]] std::optional<GraphEndpoint> endpoint(const std::string& road, const Secret& token) const;
    /// The Meta app's id; empty for a gateway, which does its own subscribing.
    [[nodiscard]] std::string app_id(const std::string& road) const;
    /// Where the road's files may be fetched; null if the configuration does not have the road.
    [[nodiscard]] const MediaHosts* media_hosts(const std::string& road) const;

    /// The token of the partner's own system user; empty if the configuration names none.
    [[nodiscard]] Secret partner_token(const std::string& road) const;

  private:
    struct Route {
        GraphEndpoint endpoint;  ///< without a token
        std::string app_id;
        Secret partner_token;
        MediaHosts media_hosts;
    };
    std::map<std::string, Route> routes_;
};

}  // namespace coexist::cloud
