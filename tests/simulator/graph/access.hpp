#pragma once
#include "graph/graph.hpp"

namespace sim::graph {

inline constexpr std::string_view messaging_scope = "whatsapp_business_messaging";
inline constexpr std::string_view management_scope = "whatsapp_business_management";

/// Finds who calls: `Authorization: Bearer`, the access_token parameter, or the key header of a gateway. Throws
/// Refusal: 200 without a token, 190 for a wrong, expired (463) or invalidated one.
void authenticate(Call& call);
/// A short stable name of the caller's token for the log, which never shows the token itself.
std::string caller_name(const Call& call);
/// The number, if the token's WABAs hold it; else 100/33. A missing scope is refused with 10.
Number& visible_number(const Call& call, std::string_view scope);
/// The WABA, likewise.
Waba& visible_waba(const Call& call, std::string_view scope);
/// The platform does not show this number to anyone: it waits for its sign-up, or was taken away without a trace.
bool is_gone(const Number& number);
/// Why a token is not valid now: its subcode (-1: none), 463 when expired, or nothing.
std::optional<int> invalid_subcode(const Token& token, const Clock& clock);

}  // namespace sim::graph
