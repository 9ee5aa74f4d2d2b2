#pragma once
#include "json_read.hpp"

#include <string>

namespace sim::graph {

/// A send request that passed every check of its form.
struct Outgoing {
    std::string to_as_given;  ///< empty when addressed by `recipient`
    std::string wa_id;        ///< digits of `to`
    std::string user_id;      ///< `recipient`, when there is no `to`
    std::string type;
    json::value content;
    std::string callback_token;  ///< biz_opaque_callback_data
};

/// Checks the body of POST /{phone_number_id}/messages (not a read mark). Throws Refusal: 100 wrong or too long,
/// 131008 missing, 131009 bad value, 131051 unknown type.
Outgoing read_outgoing(const json::object& body);

}  // namespace sim::graph
