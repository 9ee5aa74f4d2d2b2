#pragma once
#include "json_read.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// One thing that shall go wrong the next `left` times. No kind gives a well-formed error after the work was done:
/// the platform does not either, and a sender may rely on it.
struct Fault {
    std::string endpoint;         ///< call log name ("messages", "number" ...), "webhooks", or "*"
    std::string phone_number_id;  ///< empty: any
    std::string kind;
    std::int64_t left = 1;  ///< negative: until cleared
    std::int64_t ms = 0;    ///< latency
    int code = 0;           ///< error_code, failed_status: the platform's code; http_5xx: the HTTP status
    int subcode = 0;
    bool after = false;  ///< http_5xx: the work is done first, the answer is no JSON
};

class Faults {
  public:
    /// Throws std::invalid_argument with a sentence when the document names no known kind.
    void add(const json::object& document);
    /// The next fault of these kinds for the endpoint; counts it down.
    std::optional<Fault> take(std::string_view endpoint, std::string_view phone_number_id,
                              std::initializer_list<std::string_view> kinds);
    void clear() { waiting_.clear(); }
    [[nodiscard]] json::array describe() const;

  private:
    std::vector<Fault> waiting_;
};

}  // namespace sim
