#pragma once
#include <compare>
#include <cstdint>
#include <string>

#include "net/http.hpp"

namespace coexist::net {

/// Where requests of one pool go.
struct Origin {
    bool secure = true;
    std::string host;  ///< lower case, without brackets
    std::uint16_t port = 443;
    bool public_only = false;  ///< its address was, and is to be, judged: such connections are not shared with others
    auto operator<=>(const Origin&) const = default;
    /// "host:port", with brackets around IPv6: for the Host header of a CONNECT and for people.
    [[nodiscard]] std::string name() const;
    /// The Host header: without the scheme's own port.
    [[nodiscard]] std::string host_header() const;
};

struct Target {
    Origin origin;
    std::string path;  ///< with query, percent-encoded
};

/// Reads a request's address and checks that its method and headers can be sent as they are (no line breaks).
/// Throws ExchangeFailed.
Target target_of(const Request& request);

}  // namespace coexist::net
