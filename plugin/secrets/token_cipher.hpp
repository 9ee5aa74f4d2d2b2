#pragma once
#include "config/settings.hpp"
#include "model/problem.hpp"
#include "secrets/secret.hpp"

#include <string>
#include <string_view>

namespace coexist {

/// Seals access tokens for the state: AES-256-GCM under the configuration's secrets_key. Immutable; may be used by
/// many threads at once.
class TokenCipher {
  public:
    /// A key as people keep it: 32 bytes as base64 or as 64 hexadecimal digits. Problem secrets_key_invalid says how
    /// to make one.
    static Result<TokenCipher> from_key(const Secret& key_text);
    /// Resolves the reference and reads the key. Problems of resolve() and from_key().
    static Result<TokenCipher> load(const SecretRef& secrets_key);

    /// "v1.<key id>.<base64 of nonce, ciphertext and tag>". `bound_to` (an account's id) must be the same when it
    /// is opened, so that a row copied to another account does not open there. Problem random_unavailable.
    [[nodiscard]] Result<std::string> seal(const Secret& secret, std::string_view bound_to) const;

    /// Problems: secrets_key_changed (sealed under another key), sealed_secret_corrupted (changed bytes, or bound to
    /// something else), sealed_secret_newer (a version that this program does not know).
    [[nodiscard]] Result<Secret> open(std::string_view sealed, std::string_view bound_to) const;

    /// HMAC-SHA256 in hexadecimal digits of `bytes` under a key of its own for `purpose`, derived from this key: what
    /// was signed for one purpose proves nothing for another.
    [[nodiscard]] std::string sign(std::string_view purpose, std::string_view bytes) const;

    /// 8 hexadecimal digits that tell keys apart and say nothing about them.
    [[nodiscard]] const std::string& key_id() const { return key_id_; }

  private:
    TokenCipher(Secret key, std::string key_id) : key_(std::move(key)), key_id_(std::move(key_id)) {}
    Secret key_;
    std::string key_id_;
};

}  // namespace coexist
