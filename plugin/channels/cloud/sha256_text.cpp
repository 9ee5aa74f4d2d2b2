#include "channels/cloud/sha256_text.hpp"

#include <cstdint>

namespace coexist::cloud {
namespace {

constexpr std::size_t digest_size = 32;
constexpr char hex_digits[] = "0123456789abcdef";

std::string lower_hex(std::string_view written) {
    std::string hex;
    hex.reserve(written.size());
    for (char letter : written) {
        if (letter >= 'A' && letter <= 'F') letter = static_cast<char>(letter - 'A' + 'a');
        const bool fits = (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
        if (!fits) return {};
        hex.push_back(letter);
    }
    return hex;
}

int base64_value(char letter) {
    if (letter >= 'A' && letter <= 'Z') return letter - 'A';
    if (letter >= 'a' && letter <= 'z') return letter - 'a' + 26;
    if (letter >= '0' && letter <= '9') return letter - '0' + 52;
    if (letter == '+' || letter == '-') return 62;
    if (letter == '/' || letter == '_') return 63;
    return -1;
}

}  // namespace

std::string sha256_hex(std::string_view written) {
    if (written.size() == 2 * digest_size) return lower_hex(written);
    while (!written.empty() && written.back() == '=') written.remove_suffix(1);
    if (written.size() != 43) return {};  // 32 bytes
    std::string hex;
    hex.reserve(2 * digest_size);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char letter : written) {
        const int value = base64_value(letter);
        if (value < 0) return {};
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        const std::uint32_t byte = (bits >> static_cast<unsigned>(held)) & 0xffU;
        hex.push_back(hex_digits[byte >> 4U]);
        hex.push_back(hex_digits[byte & 0xfU]);
    }
    return hex;
}

}  // namespace coexist::cloud
