#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "model/call_usage.hpp"
#include "net/http.hpp"
#include "runtime/usage_book.hpp"

namespace coexist::cloud {

/// X-App-Usage: {"call_count", "total_cputime", "total_time"}, each a percentage; nothing if it tells none (Meta,
/// "Rate limits").
std::optional<CallUsage> read_app_usage(std::string_view header);

/// X-Business-Use-Case-Usage: {"<id>": [{"type", "call_count", "total_cputime", "total_time",
/// "estimated_time_to_regain_access"}]}, percentages and minutes; of several entries of one id the fullest. What cannot
/// be read is left out: a header never makes a call fail.
std::map<std::string, CallUsage> read_business_usage(std::string_view header);

/// What an answer tells of limits. `id`, `edge`: what was called ("/subscribed_apps", ...). A figure of another id than
/// the WhatsApp Business Account's counts for that account too: Meta names the account or its business.
UsageHeard usage_heard(const net::Answer& answer, std::string_view id, std::string_view edge);

/// Who is told of it.
using UsageEar = std::function<void(const UsageHeard&)>;

}  // namespace coexist::cloud
