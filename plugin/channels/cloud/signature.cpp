#include "channels/cloud/signature.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <atomic>
#include <functional>
#include <optional>
#include <thread>
#include <utility>

namespace coexist::cloud {
namespace {

constexpr std::size_t digest_size = 32;
using Digest = std::array<unsigned char, digest_size>;

struct FreeContext {
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MAC_CTX, FreeContext>;

Context keyed_context(std::string_view secret) {
    if (secret.empty()) return nullptr;
    EVP_MAC* hmac = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
    if (hmac == nullptr) return nullptr;
    Context context(EVP_MAC_CTX_new(hmac));
    EVP_MAC_free(hmac);
    std::string digest = OSSL_DIGEST_NAME_SHA2_256;
    const std::array params{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), digest.size()),
                            OSSL_PARAM_construct_end()};
    const auto* key = reinterpret_cast<const unsigned char*>(secret.data());
    if (!context || EVP_MAC_init(context.get(), key, secret.size(), params.data()) != 1) return nullptr;
    return context;
}

/// Computes with a context that holds its key already: starting anew without a key costs a third of a
/// one-shot HMAC().
std::optional<Digest> digest_of(EVP_MAC_CTX* context, std::string_view body) {
    Digest digest{};
    std::size_t size = 0;
    const auto* bytes = reinterpret_cast<const unsigned char*>(body.data());
    if (EVP_MAC_init(context, nullptr, 0, nullptr) != 1 || EVP_MAC_update(context, bytes, body.size()) != 1 ||
        EVP_MAC_final(context, digest.data(), &size, digest.size()) != 1 || size != digest.size()) {
        return std::nullopt;
    }
    return digest;
}

int hex_value(char digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

std::optional<Digest> digest_written(std::string_view hex) {
    if (hex.size() != 2 * digest_size) return std::nullopt;
    Digest digest{};
    for (std::size_t place = 0; place < digest.size(); ++place) {
        const int high = hex_value(hex[2 * place]);
        const int low = hex_value(hex[2 * place + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        digest[place] = static_cast<unsigned char>(high * 16 + low);
    }
    return digest;
}

}  // namespace

/// Contexts that are lent to one call each. Nobody waits: a call that finds all of them lent duplicates the
/// first, which is never lent itself.
class SignatureKey::Contexts {
  public:
    explicit Contexts(std::string_view secret) : original_(keyed_context(secret)) {
        if (!original_) return;
        for (Slot& slot : slots_) slot.context.reset(EVP_MAC_CTX_dup(original_.get()));
    }

    std::optional<Digest> digest(std::string_view body) {
        if (!original_) return std::nullopt;
        const std::size_t start = std::hash<std::thread::id>()(std::this_thread::get_id());
        for (std::size_t step = 0; step < slots_.size(); ++step) {
            Slot& slot = slots_[(start + step) % slots_.size()];
            if (!slot.context || slot.lent.test_and_set(std::memory_order_acquire)) continue;
            const auto digest = digest_of(slot.context.get(), body);
            slot.lent.clear(std::memory_order_release);
            return digest;
        }
        const Context own(EVP_MAC_CTX_dup(original_.get()));
        return own ? digest_of(own.get(), body) : std::nullopt;
    }

  private:
    struct alignas(64) Slot {
        std::atomic_flag lent;
        Context context;
    };
    Context original_;
    std::array<Slot, 8> slots_;
};

SignatureKey::SignatureKey(std::string_view secret, std::string prefix)
    : contexts_(std::make_unique<Contexts>(secret)), prefix_(std::move(prefix)) {}
SignatureKey::~SignatureKey() = default;
SignatureKey::SignatureKey(SignatureKey&&) noexcept = default;
SignatureKey& SignatureKey::operator=(SignatureKey&&) noexcept = default;

bool SignatureKey::verify(std::string_view header_value, std::string_view body) const {
    if (header_value.substr(0, prefix_.size()) != prefix_) return false;
    const auto claimed = digest_written(header_value.substr(prefix_.size()));
    if (!claimed) return false;
    const auto computed = contexts_->digest(body);
    return computed && CRYPTO_memcmp(claimed->data(), computed->data(), digest_size) == 0;
}

}  // namespace coexist::cloud
