#pragma once
#include "secrets/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

/// AES-256-GCM (NIST SP 800-38D) by OpenSSL. A box is nonce (12 bytes), ciphertext, tag (16 bytes).
namespace coexist::gcm {

inline constexpr std::size_t key_bytes = 32;
inline constexpr std::size_t nonce_bytes = 12;
inline constexpr std::size_t tag_bytes = 16;

/// Nothing only if OpenSSL has no randomness or no memory. `key` has key_bytes.
std::optional<std::string> seal(std::string_view key, std::string_view plain, std::string_view bound_to);

/// Nothing if the box, the key or what it is bound to is not what it was sealed with.
std::optional<Secret> open(std::string_view key, std::string_view box, std::string_view bound_to);

}  // namespace coexist::gcm
