#include "ids.hpp"

#include "countries.hpp"
#include "digest.hpp"

#include <openssl/evp.h>
#include <vector>

namespace sim {
namespace {

// The bytes around party and serial number are those of real wamids (a small thrift-like record).
std::string wamid(std::string_view party, char direction, std::string_view serial) {
    std::string bytes{"\x1c\x18", 2};
    bytes.push_back(static_cast<char>(party.size()));
    bytes.append(party);
    bytes.append({'\x15', '\x02', '\x00', direction, '\x18', static_cast<char>(serial.size())});
    bytes.append(serial);
    bytes.push_back('\x00');
    return "wamid." + base64(bytes);
}

}  // namespace

std::string base64(std::string_view bytes) {
    std::vector<unsigned char> out(4 * ((bytes.size() + 2) / 3) + 1);
    const int length = EVP_EncodeBlock(out.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                                       static_cast<int>(bytes.size()));
    return {reinterpret_cast<const char*>(out.data()), static_cast<std::size_t>(length)};
}

std::string base64_decode(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) return {};
    std::vector<unsigned char> out(3 * text.size() / 4 + 1);
    const int length =
        EVP_DecodeBlock(out.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (length < 0) return {};
    const auto padding = static_cast<std::size_t>(text.ends_with("==") ? 2 : (text.ends_with("=") ? 1 : 0));
    return {reinterpret_cast<const char*>(out.data()), static_cast<std::size_t>(length) - padding};
}

std::string Ids::hex(int count) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string text;
    std::uint64_t word = 0;
    for (int i = 0; i < count; ++i, word >>= 4U) {
        if (i % 16 == 0) word = random_();
        text.push_back(digits[word & 15U]);
    }
    return text;
}

std::string Ids::inbound_wamid(std::string_view party) {
    return wamid(party, '\x12', "3A" + hex(18));
}

std::string Ids::outbound_wamid(std::string_view party) {
    return wamid(party, '\x11', "5F" + hex(16));
}

std::string Ids::trace() {
    return "A" + base64(hex(15)).substr(0, 20);
}

std::string Ids::challenge() {
    return std::to_string(1000000000ULL + random_() % 1000000000ULL);
}

std::string business_scoped_user_id(std::string_view portfolio, std::string_view guest) {
    std::string user_id(calling_code_of(guest).country);
    user_id.push_back('.');
    for (const char c : hmac_sha256_hex(portfolio, guest).substr(0, 20)) {
        user_id.push_back(c <= '9' ? c : static_cast<char>('0' + (c - 'a')));
    }
    return user_id;
}

}  // namespace sim
