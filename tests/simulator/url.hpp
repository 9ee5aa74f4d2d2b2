#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sim {

struct Url {
    std::string host;
    std::string port;
    std::string target;  ///< path and query, at least "/"
    [[nodiscard]] std::string origin() const { return host + ":" + port; }
};

/// Splits `http://host[:port]/path?query`; nothing for any other scheme: the simulator stays on loopback.
std::optional<Url> parse_url(std::string_view text);

std::string percent_decode(std::string_view text);
std::string percent_encode(std::string_view text);
/// `a=1&b=2`, decoded; also a form body.
std::map<std::string, std::string, std::less<>> parse_query(std::string_view text);

}  // namespace sim
