#pragma once
#include <string>
#include <string_view>

namespace sim {

/// HMAC-SHA256 as 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);
/// Lower-case hex of HMAC-SHA256 over the exact bytes.
std::string hmac_sha256_hex(std::string_view key, std::string_view bytes);
/// Lower-case hex of HMAC-SHA1, for the legacy X-Hub-Signature header.
std::string hmac_sha1_hex(std::string_view key, std::string_view bytes);
/// Lower-case hex of SHA-256; names a token in the logs without showing it.
std::string sha256_hex(std::string_view bytes);

}  // namespace sim
