#pragma once
#include <string_view>

#include "config/settings.hpp"

namespace coexist::config {

/// A kind of gateway that the configuration knows by name, and what it brings with it. For `custom` the configuration
/// itself says where it is and how it takes the key.
struct GatewayKind {
    std::string_view name;
    Gateway::Kind kind;
    std::string_view base_url;     ///< empty: none is known
    std::string_view auth_header;  ///< likewise
    GatewayOffer offers;
};

/// The kind of that name; `custom` for any other.
const GatewayKind& gateway_kind(std::string_view name);

}  // namespace coexist::config
