#pragma once
#include <string>
#include <utility>
#include <variant>

#include "channels/cloud/graph_error.hpp"

namespace coexist::cloud {

/// Certain: no byte of the request can have been processed. `reason`: one sentence without secrets.
struct NotSent {
    std::string reason;
};

/// It may have happened: the request left, and no answer came that could be understood.
struct Unknown {
    std::string reason;
};

/// The answer as it came, for the journal. Status 0: there was none.
struct RawAnswer {
    int status = 0;
    std::string body;
    std::string date;          ///< the Date header: the platform's clock
    std::string business_use;  ///< X-Business-Use-Case-Usage, raw JSON
    std::string app_usage;     ///< X-App-Usage, raw JSON
};

/// How a typed call ended: what the platform said on success, its refusal, or why there is neither.
template <class Said>
struct GraphResult {
    std::variant<Said, GraphError, NotSent, Unknown> outcome = Unknown{};
    RawAnswer raw;

    [[nodiscard]] const Said* said() const { return std::get_if<Said>(&outcome); }
    [[nodiscard]] const GraphError* error() const { return std::get_if<GraphError>(&outcome); }
    [[nodiscard]] const NotSent* not_sent() const { return std::get_if<NotSent>(&outcome); }
    [[nodiscard]] const Unknown* unknown() const { return std::get_if<Unknown>(&outcome); }
};

}  // namespace coexist::cloud
