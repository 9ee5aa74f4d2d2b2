#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace coexist {

using Sha256 = std::array<unsigned char, 32>;

/// SHA-256 as 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

/// HMAC-SHA256 of `bytes` under `key`: what Meta signs webhooks with, the app secret being the key (Meta,
/// "Webhooks, Validating Payloads").
Sha256 hmac_sha256(std::string_view key, std::string_view bytes);

/// Whether two byte strings are equal, in a time that does not tell where they differ. Their lengths are no secret.
bool constant_time_equal(std::string_view a, std::string_view b);

/// Lower-case hexadecimal digits of bytes.
std::string to_hex(std::string_view bytes);
/// The bytes of hexadecimal digits, of either case; nothing if it is something else.
std::optional<std::string> from_hex(std::string_view digits);

/// RFC 4648 base64 with padding.
std::string to_base64(std::string_view bytes);
/// Its strict inverse; nothing if it is something else.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace coexist
