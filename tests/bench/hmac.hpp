#pragma once
#include <string>
#include <string_view>

struct evp_mac_ctx_st;

namespace bench {

/// HMAC-SHA256 with OpenSSL's keyed context used again: the fastest there is with this library. Not thread-safe.
class Hmac {
  public:
    explicit Hmac(std::string_view secret);
    ~Hmac();
    Hmac(const Hmac&) = delete;
    Hmac& operator=(const Hmac&) = delete;

    /// Appends 64 hexadecimal digits.
    void append_hex(std::string& to, std::string_view body) const;
    /// Whether `signature` is "sha256=" and the digits of `body`.
    [[nodiscard]] bool signs(std::string_view signature, std::string_view body) const;

  private:
    evp_mac_ctx_st* context_;
};

}  // namespace bench
