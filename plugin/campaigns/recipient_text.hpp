#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "model/identity.hpp"

namespace coexist {

/// A recipient as sends and campaigns keep him: the number of the identity's kind, a colon, and its value.
inline std::string recipient_text(const Identity& identity) {
    return std::to_string(static_cast<int>(identity.kind)) + ":" + identity.value;
}

/// Nothing for a text that recipient_text did not write.
inline std::optional<Identity> recipient_from(std::string_view text) {
    if (text.size() < 3 || text[1] != ':' || text[0] < '1' || text[0] > '4') return std::nullopt;
    return Identity{static_cast<IdentityKind>(text[0] - '0'), std::string(text.substr(2))};
}

}  // namespace coexist
