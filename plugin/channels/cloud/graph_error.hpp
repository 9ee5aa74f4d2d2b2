#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "channel/platform_call.hpp"

namespace coexist::cloud {

/// What the platform said when it refused a call.
struct GraphError {
    int http = 0;
    std::int64_t code = -1;  ///< -1: the answer held no Graph error, the HTTP status alone speaks
    std::int64_t subcode = 0;
    bool is_transient = false;
    std::string title;       ///< error_user_title, else the message without its "(#code)"
    std::string details;     ///< error_data.details, else the title
    std::string user_msg;    ///< error_user_msg; already in the account's language
    std::string fbtrace_id;  ///< for Meta's support
    Cure cure = Cure::never;
    AccountEffect effect = AccountEffect::none;
};

/// Reads the error document of an answer: {"error":{"message","type","code","error_subcode","is_transient",
/// "error_data":{"details"},"error_user_title","error_user_msg","fbtrace_id"}} (Meta, "Graph API: handle errors").
/// Nothing if the body holds none, whatever the status.
std::optional<GraphError> read_graph_error(int http, std::string_view body);

/// The error of a refusal without a Graph document (a proxy's page, a gateway's own words).
GraphError bare_refusal(int http);

}  // namespace coexist::cloud
