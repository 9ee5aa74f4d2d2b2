#include "onboarding/connect_state.hpp"

#include <openssl/rand.h>

#include <algorithm>

#include "secrets/digest.hpp"

namespace coexist {
namespace {

constexpr std::size_t id_digits = 32;
constexpr std::size_t mac_digits = 64;

bool hexadecimal(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

std::string ConnectState::bound(const ConnectAttemptRow& attempt, std::string_view extra) const {
    std::string text = attempt.attempt_id;
    for (const std::string_view part : {std::string_view(attempt.tenant.value), std::string_view(attempt.actor),
                                        std::string_view(attempt.road), std::string_view(redirect_uri_), extra}) {
        // Lengths first: no two different lists of parts make the same text.
        text.append(1, '\n').append(std::to_string(part.size())).append(1, ':').append(part);
    }
    return text;
}

std::string ConnectState::link_key(const ConnectLinkRow& link) const {
    std::string text = link.link_id;
    for (const std::string& part : {link.tenant.value, std::string(name_of(link.provider)), link.road, link.phone,
                                    std::to_string(link.created_at), std::to_string(link.expires_at), redirect_uri_}) {
        text.append(1, '\n').append(std::to_string(part.size())).append(1, ':').append(part);
    }
    return link.link_id + cipher_.sign("connect link", text);
}

bool ConnectState::is_link_key(const ConnectLinkRow& link, std::string_view text) const {
    return constant_time_equal(text, link_key(link));
}

std::string ConnectState::ticket(const ConnectAttemptRow& attempt) const {
    return attempt.attempt_id + cipher_.sign("connect ticket", bound(attempt, {}));
}

std::string ConnectState::state(const ConnectAttemptRow& attempt, std::string_view nonce) const {
    const std::string browser = sha256_hex(nonce);
    return attempt.attempt_id + browser + cipher_.sign("connect state", bound(attempt, browser));
}

std::string ConnectState::attempt_of(std::string_view text) {
    const bool plausible = text.size() == id_digits + mac_digits || text.size() == id_digits + 2 * mac_digits;
    return plausible && hexadecimal(text) ? std::string(text.substr(0, id_digits)) : std::string();
}

bool ConnectState::is_ticket(const ConnectAttemptRow& attempt, std::string_view text) const {
    return constant_time_equal(text, ticket(attempt));
}

ConnectState::Verdict ConnectState::check(const ConnectAttemptRow& attempt, std::string_view state,
                                          std::string_view nonce) const {
    if (state.size() != id_digits + 2 * mac_digits) return Verdict::altered;
    const std::string_view browser = state.substr(id_digits, mac_digits);
    const std::string expected =
        attempt.attempt_id + std::string(browser) + cipher_.sign("connect state", bound(attempt, browser));
    if (!constant_time_equal(state, expected)) return Verdict::altered;
    if (nonce.empty() || !constant_time_equal(browser, sha256_hex(nonce))) return Verdict::other_browser;
    return Verdict::genuine;
}

Result<std::string> ConnectState::random_id() {
    unsigned char bytes[id_digits / 2];
    if (RAND_bytes(bytes, sizeof bytes) != 1) {
        return Problem{Refusal::internal,
                       "random_unavailable",
                       "The system gave no random numbers, so no safe link can be made.",
                       "Try again; if it stays so, look at the operating system's random source.",
                       {}};
    }
    return to_hex({reinterpret_cast<const char*>(bytes), sizeof bytes});
}

}  // namespace coexist
