#include "hmac.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <stdexcept>

namespace bench {
namespace {

constexpr char digits[] = "0123456789abcdef";

std::array<unsigned char, 32> digest(evp_mac_ctx_st* context, std::string_view body) {
    std::array<unsigned char, 32> bytes{};
    std::size_t size = 0;
    EVP_MAC_init(context, nullptr, 0, nullptr);
    EVP_MAC_update(context, reinterpret_cast<const unsigned char*>(body.data()), body.size());
    EVP_MAC_final(context, bytes.data(), &size, bytes.size());
    return bytes;
}

}  // namespace

Hmac::Hmac(std::string_view secret) {
    EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    context_ = EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac);
    char name[] = "SHA256";
    const std::array params{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                            OSSL_PARAM_construct_end()};
    const auto* key = reinterpret_cast<const unsigned char*>(secret.data());
    if (EVP_MAC_init(context_, key, secret.size(), params.data()) != 1) throw std::runtime_error("no HMAC-SHA256");
}

Hmac::~Hmac() {
    EVP_MAC_CTX_free(context_);
}

void Hmac::append_hex(std::string& to, std::string_view body) const {
    for (const unsigned char byte : digest(context_, body)) {
        to += digits[byte >> 4U];
        to += digits[byte & 15U];
    }
}

bool Hmac::signs(std::string_view signature, std::string_view body) const {
    if (signature.size() != 71) return false;
    std::array<char, 64> hex{};
    std::size_t place = 0;
    for (const unsigned char byte : digest(context_, body)) {
        hex[place++] = digits[byte >> 4U];
        hex[place++] = digits[byte & 15U];
    }
    return CRYPTO_memcmp(hex.data(), signature.data() + 7, hex.size()) == 0;
}

}  // namespace bench
