#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace coexist::cloud {

/// Checks the signature of webhooks: HMAC-SHA256 over the body's exact bytes with the app secret, sent as
/// `X-Hub-Signature-256: sha256=<64 hex>` (Meta, "Webhooks: validating payloads"). Gateways differ in what
/// stands before the digits, so the prefix is a parameter and may be empty.
///
/// Thread-safe: a handful of keyed contexts is shared without waiting, and if all are busy a call makes its
/// own. The secret itself is not kept. An empty secret verifies nothing.
class SignatureKey {
  public:
    explicit SignatureKey(std::string_view secret, std::string prefix = "sha256=");
    ~SignatureKey();
    SignatureKey(const SignatureKey&) = delete;
    SignatureKey& operator=(const SignatureKey&) = delete;
    SignatureKey(SignatureKey&&) noexcept;
    SignatureKey& operator=(SignatureKey&&) noexcept;

    /// Whether `header_value` signs `body`. Hex digits of either case; compared in constant time.
    [[nodiscard]] bool verify(std::string_view header_value, std::string_view body) const;

  private:
    class Contexts;
    std::unique_ptr<Contexts> contexts_;
    std::string prefix_;
};

}  // namespace coexist::cloud
