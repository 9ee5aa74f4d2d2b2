#include "digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <array>
#include <stdexcept>

namespace sim {
namespace {

std::string hex(const unsigned char* bytes, unsigned length) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(2U * length);
    for (unsigned i = 0; i < length; ++i) {
        text.push_back(digits[bytes[i] >> 4U]);
        text.push_back(digits[bytes[i] & 15U]);
    }
    return text;
}

std::string hmac(const EVP_MD* algorithm, std::string_view key, std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned length = 0;
    if (!HMAC(algorithm, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(bytes.data()),
              bytes.size(), out.data(), &length)) {
        throw std::runtime_error("HMAC failed");
    }
    return {reinterpret_cast<const char*>(out.data()), length};
}

std::string hmac_hex(const EVP_MD* algorithm, std::string_view key, std::string_view bytes) {
    const auto sum = hmac(algorithm, key, bytes);
    return hex(reinterpret_cast<const unsigned char*>(sum.data()), static_cast<unsigned>(sum.size()));
}

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
    return hmac(EVP_sha256(), key, bytes);
}

std::string hmac_sha256_hex(std::string_view key, std::string_view bytes) {
    return hmac_hex(EVP_sha256(), key, bytes);
}

std::string hmac_sha1_hex(std::string_view key, std::string_view bytes) {
    return hmac_hex(EVP_sha1(), key, bytes);
}

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, EVP_sha256(), nullptr) != 1) {
        throw std::runtime_error("SHA-256 failed");
    }
    return hex(out.data(), length);
}

}  // namespace sim
