#include "secrets/secret.hpp"

#include <openssl/crypto.h>
#include <algorithm>
#include <utility>

namespace coexist {

Secret::Secret(std::string_view bytes) : bytes_(new char[bytes.size()]), size_(bytes.size()) {
    std::copy(bytes.begin(), bytes.end(), bytes_.get());
}

Secret Secret::taking(std::string& text) {
    Secret secret(text);
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
    return secret;
}

Secret::~Secret() {
    wipe();
}

Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    wipe();
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
    return *this;
}

void Secret::wipe() {
    if (bytes_) OPENSSL_cleanse(bytes_.get(), size_);
}

}  // namespace coexist
