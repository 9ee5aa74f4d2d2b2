#pragma once
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace sim {

/// Makes identifiers that look like the platform's: base64 wamids with the other party inside, trace ids, BSUIDs.
class Ids {
  public:
    explicit Ids(std::uint64_t seed) : random_(seed) {}

    /// A wamid of a message the guest wrote; `party` is the guest's wa_id or, without a phone, a short opaque text.
    std::string inbound_wamid(std::string_view party);
    /// A wamid of a message the business wrote, by API or on the phone.
    std::string outbound_wamid(std::string_view party);
    /// `fbtrace_id` of a Graph answer.
    std::string trace();
    /// `count` upper-case hex digits.
    std::string hex(int count);
    /// A challenge for the webhook handshake: decimal digits.
    std::string challenge();

  private:
    std::mt19937_64 random_;
};

/// The business-scoped user id of a guest: same portfolio and same guest, same id.
std::string business_scoped_user_id(std::string_view portfolio, std::string_view guest);

std::string base64(std::string_view bytes);
std::string base64_decode(std::string_view text);

}  // namespace sim
