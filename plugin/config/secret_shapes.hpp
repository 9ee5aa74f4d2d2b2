#pragma once
#include <string>
#include <string_view>

/// What a secret looks like, so that one in the wrong place is noticed and never repeated.
namespace coexist::config {

/// An access token of Meta (EAA and 20 or more letters and digits), or a private key in PEM.
bool holds_token(std::string_view text);
/// Bytes in hex as app secrets and keys have them: a word of 32 or 64 hex digits with a letter among them. Ids can
/// look so too.
bool holds_hex_secret(std::string_view text);
/// A word of 20 or more letters and digits, both among them: a key, where a plain word is wanted.
bool holds_long_key(std::string_view text);

/// The text with "(hidden)" in place of all tokens, and of hex secrets too if `hex`.
std::string without_secrets(std::string_view text, bool hex);

}  // namespace coexist::config
