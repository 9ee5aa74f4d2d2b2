#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/fact.hpp"

namespace coexist {

/// HTTP headers as the host passes them: names in lower case. Views live as long as the request.
using HeaderViews = std::vector<std::pair<std::string_view, std::string_view>>;

/// What the platform says in a callback about a person's grant to an app (Meta, "Deauthorize callback", "Data deletion
/// request callback").
struct SignedRequest {
    std::string user_id;         ///< the person, as this app knows him
    std::int64_t issued_at = 0;  ///< Unix seconds
    std::string code;            ///< of this very request: names it without telling the person, and cannot be guessed
    std::string fault;           ///< why it cannot be read, in a plain sentence; empty if it can
    bool genuine = false;        ///< signed with the app's present or former secret
    std::string signature;       ///< raw
    std::string payload;         ///< as it was signed
};

/// What a road asks while it takes erased persons out of a body. `address`: whom the part speaks of.
struct Forgetting {
    /// Up to which time (Unix seconds) this name is forgotten where the part belongs; 0: it is not.
    std::function<std::int64_t(const Address& address, const Identity& identity)> until;
    /// Whether this message is forgotten.
    std::function<bool(const Address& address, const std::string& wamid)> message;
};

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
    /// The body without all that it says of erased persons; nothing if it says nothing of them. An empty text: it does,
    /// and nothing is left, or it cannot be taken apart. `received_at`: Unix seconds. Thread-safe.
    [[nodiscard]] virtual std::optional<std::string> without(std::string_view /*body*/, std::int64_t /*received_at*/,
                                                             const Forgetting& /*forgetting*/) const {
        return std::nullopt;  // of a road whose bodies name nobody
    }
    /// The signed request in a callback's form (application/x-www-form-urlencoded); nothing if no such callbacks come
    /// over this road. Thread-safe.
    [[nodiscard]] virtual std::optional<SignedRequest> signed_request(std::string_view /*form*/) const {
        return std::nullopt;
    }
};

}  // namespace coexist
