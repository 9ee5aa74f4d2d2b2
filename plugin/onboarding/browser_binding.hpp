#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/problem.hpp"
#include "store/connect_attempts.hpp"

namespace coexist {

/// The first value of a parameter of a raw query; nothing if it is not there.
std::optional<std::string> query_parameter(std::string_view query, std::string_view name);

/// What ties an attempt to the one browser that opened the dialog.
struct BrowserBinding {
    std::string nonce;       ///< 32 hexadecimal digits, for ConnectState::state()
    std::string set_cookie;  ///< the header's value that keeps it there until the attempt's time is over
};

/// Binds the browser that sends this Cookie header, or binds it again to the nonce that it has. `secure`: the plugin is
/// reached over https. `now_ms`: Unix ms. A problem where the system has no randomness.
Result<BrowserBinding> bind_browser(const ConnectAttemptRow& attempt, std::string_view cookie, bool secure,
                                    std::int64_t now_ms);

/// The nonce that this browser has for the attempt; empty: it never opened the dialog.
std::string nonce_of(const ConnectAttemptRow& attempt, std::string_view cookie, bool secure);

}  // namespace coexist
