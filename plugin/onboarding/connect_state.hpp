#pragma once
#include <string>
#include <string_view>

#include "secrets/token_cipher.hpp"
#include "store/connect_attempts.hpp"
#include "store/connect_links.hpp"

namespace coexist {

/// What travels with an attempt to connect. Texts, each signed for its own purpose with a key derived from
/// secrets_key, each bound to tenant, actor and redirect URI; the attempt's id in them holds 128 random bits.
///
/// The ticket opens the dialog (/connect/start) and lets a signed-in host finish with a code of the SDK's popup. The
/// state goes to the platform and comes back; it is bound to the one browser that opened the dialog, by a nonce that
/// lies in that browser's cookie: else a stranger's code could be finished in a victim's session (login CSRF, RFC 6749
/// 10.12).
class ConnectState {
  public:
    ConnectState(const TokenCipher& cipher, std::string redirect_uri)
        : cipher_(cipher), redirect_uri_(std::move(redirect_uri)) {}

    /// The key of a client's link, and the link's id that a key names, unproven; empty if the text is none.
    [[nodiscard]] std::string link_key(const ConnectLinkRow& link) const;
    [[nodiscard]] bool is_link_key(const ConnectLinkRow& link, std::string_view text) const;

    [[nodiscard]] std::string ticket(const ConnectAttemptRow& attempt) const;
    [[nodiscard]] std::string state(const ConnectAttemptRow& attempt, std::string_view nonce) const;

    /// The attempt's id that a ticket or state names, unproven; empty if the text is neither.
    [[nodiscard]] static std::string attempt_of(std::string_view text);

    [[nodiscard]] bool is_ticket(const ConnectAttemptRow& attempt, std::string_view text) const;
    enum class Verdict { genuine, altered, other_browser };
    /// `nonce`: from the browser's cookie, empty if it has none.
    [[nodiscard]] Verdict check(const ConnectAttemptRow& attempt, std::string_view state, std::string_view nonce) const;

    /// 128 random bits as 32 hexadecimal digits; nothing when the system has no randomness.
    [[nodiscard]] static Result<std::string> random_id();

  private:
    [[nodiscard]] std::string bound(const ConnectAttemptRow& attempt, std::string_view extra) const;
    const TokenCipher& cipher_;
    const std::string redirect_uri_;
};

}  // namespace coexist
