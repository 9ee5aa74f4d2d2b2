#include "onboarding/browser_binding.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include <algorithm>

#include "onboarding/connect_state.hpp"

namespace coexist {
namespace {

constexpr std::size_t name_digits = 8;  // of the attempt's id: two popups of one browser have a cookie each
constexpr std::size_t nonce_digits = 32;

// __Host-: the browser takes it over https only, from this host only, for the whole host (RFC 6265bis). On plain http
// to this machine itself, in tests, there is no such cookie.
std::string cookie_name(const ConnectAttemptRow& attempt, bool secure) {
    return (secure ? "__Host-wa-connect-" : "wa-connect-") + attempt.attempt_id.substr(0, name_digits);
}

std::string cookie_value(std::string_view header, std::string_view name) {
    while (!header.empty()) {
        const std::string_view one = header.substr(0, header.find(';'));
        header.remove_prefix(std::min(header.size(), one.size() + 1));
        const std::size_t begin = one.find_first_not_of(' ');
        if (begin == std::string_view::npos) continue;
        const std::string_view pair = one.substr(begin);
        if (pair.size() > name.size() && pair.substr(0, name.size()) == name && pair[name.size()] == '=') {
            return std::string(pair.substr(name.size() + 1));
        }
    }
    return {};
}

bool well_formed(std::string_view nonce) {
    return nonce.size() == nonce_digits && nonce.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::optional<std::string> query_parameter(std::string_view query, std::string_view name) {
    try {
        Poco::URI uri;
        uri.setRawQuery(std::string(query));
        for (const auto& [key, value] : uri.getQueryParameters()) {
            if (key == name) return value;
        }
    } catch (const Poco::Exception&) {
        return std::nullopt;  // no query at all
    }
    return std::nullopt;
}

std::string nonce_of(const ConnectAttemptRow& attempt, std::string_view cookie, bool secure) {
    return cookie_value(cookie, cookie_name(attempt, secure));
}

Result<BrowserBinding> bind_browser(const ConnectAttemptRow& attempt, std::string_view cookie, bool secure,
                                    std::int64_t now_ms) {
    BrowserBinding binding;
    binding.nonce = nonce_of(attempt, cookie, secure);
    if (!well_formed(binding.nonce)) {
        auto fresh = ConnectState::random_id();
        if (!fresh) return fresh.problem();
        binding.nonce = *fresh;
    }
    const std::int64_t seconds = (attempt.expires_at - now_ms) / 1000;
    binding.set_cookie = cookie_name(attempt, secure) + "=" + binding.nonce +
                         "; Path=/; Max-Age=" + std::to_string(seconds) + "; HttpOnly; SameSite=Lax" +
                         (secure ? "; Secure" : "");
    return binding;
}

}  // namespace coexist
