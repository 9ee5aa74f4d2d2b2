#pragma once
#include <string>
#include <string_view>

namespace coexist::cloud {

/// A SHA-256 in lower-case hex from either form that the platform uses: base64 in live webhooks, hex in those of
/// imported history (Meta, "Webhooks: image", "history"). Empty if it is neither.
std::string sha256_hex(std::string_view written);

}  // namespace coexist::cloud
