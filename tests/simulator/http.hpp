#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// A request as it came in. Header names are lower-case; `query` is decoded.
struct HttpRequest {
    std::string method;
    std::string target;  ///< path and query as on the wire
    std::string path;
    std::map<std::string, std::string, std::less<>> query;
    std::map<std::string, std::string, std::less<>> headers;
    std::string body;

    [[nodiscard]] std::string header(std::string_view lower_case_name) const {
        const auto found = headers.find(lower_case_name);
        return found == headers.end() ? std::string() : found->second;
    }
    [[nodiscard]] std::string parameter(std::string_view name, std::string_view fallback = {}) const {
        const auto found = query.find(name);
        return found == query.end() ? std::string(fallback) : found->second;
    }
};

/// How slowly and how incompletely a body leaves; all 0: at once and whole.
struct Drip {
    std::size_t part_bytes = 0;
    std::int64_t pause_ms = 0;
    std::size_t cut_after = 0;  ///< bytes of the body after which the connection is closed
    [[nodiscard]] bool any() const { return part_bytes > 0 || cut_after > 0; }
};

struct HttpReply {
    int status = 200;
    Headers headers;
    std::string body;
    bool hang_up = false;  ///< close the connection and answer nothing
    Drip drip = {};
};

using Respond = std::function<void(HttpReply)>;
using Handler = std::function<void(HttpRequest, Respond)>;

}  // namespace sim
