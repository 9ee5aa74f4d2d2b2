#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

constexpr std::size_t usual_body_bytes = 1024;

/// Where the messages go, who signs them, and how long each webhook is.
struct Sender {
    std::string secret;           ///< the app's
    std::string phone_number_id;  ///< of the business number
    std::string waba_id;
    std::string digits;  ///< of the business number
    std::size_t body_bytes = usual_body_bytes;
};

/// Signed webhooks of one guest's text message each, every one with a wamid of its own. Body and signature
/// are made before the clock starts, so that a measured program pays for neither: kept is what differs, and fill()
/// writes it over the last one.
class Webhooks {
  public:
    /// `count` webhooks of `guests` people. `run` makes the wamids of this run differ from those of others.
    Webhooks(const Sender& sender, std::uint64_t run, std::uint32_t count, std::uint32_t guests);

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(signatures_.size() / signature_size); }
    /// A buffer that fill() takes.
    [[nodiscard]] std::string blank() const { return template_; }
    void fill(std::string& blank, std::uint32_t number) const;
    /// "sha256=" and 64 digits, as in X-Hub-Signature-256.
    [[nodiscard]] std::string_view signature(std::uint32_t number) const;

    static constexpr std::size_t signature_size = 7 + 64;
    /// What stands in the message's text before its number, which has nine digits.
    static constexpr std::string_view mark = "No.";

  private:
    struct Places {
        std::size_t name = 0;
        std::size_t wa_id = 0;
        std::size_t from = 0;
        std::size_t wamid = 0;
        std::size_t timestamp = 0;
        std::size_t text = 0;
    };
    std::string template_;
    Places places_;
    std::uint64_t run_;
    std::uint32_t guests_;
    std::int64_t start_;
    std::string signatures_;
};

}  // namespace bench
