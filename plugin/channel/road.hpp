#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/fact.hpp"

namespace coexist {

/// HTTP headers as the host passes them: names in lower case. Views live as long as the request.
using HeaderViews = std::vector<std::pair<std::string_view, std::string_view>>;

/// One way over which a platform reaches us: a Meta app, a gateway, later a bridge. Each has an endpoint of its own,
/// /webhooks/NAME, and knows how its deliveries prove who they come from.
class Road {
  public:
    virtual ~Road() = default;

    /// The name in the configuration, part of the endpoint's path.
    [[nodiscard]] virtual const std::string& name() const = 0;
    /// The platform's test of the endpoint (GET): the body to answer with, or nothing if the token is wrong. `query`
    /// is raw. Thread-safe.
    [[nodiscard]] virtual std::optional<std::string> handshake(std::string_view query) const = 0;
    /// Whether the body was signed by the platform: over these very bytes, with the present or the former secret.
    /// Thread-safe.
    [[nodiscard]] virtual bool genuine(const HeaderViews& headers, std::string_view body) const = 0;
    /// Whether the body carries nothing but history, which may wait behind live traffic. Cheap; thread-safe.
    [[nodiscard]] virtual bool history_only(std::string_view body) const = 0;
    /// All that the body says. Called by one thread at a time. `received_at`: Unix seconds. Never throws on any body.
    virtual Observation read(std::string_view body, std::int64_t received_at) = 0;
};

}  // namespace coexist
