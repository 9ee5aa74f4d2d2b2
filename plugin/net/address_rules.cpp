#include "net/address_rules.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace coexist::net {
namespace {

struct Network4 {
    std::uint32_t base;
    int bits;
};

constexpr std::uint32_t four(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return a << 24U | b << 16U | c << 8U | d;
}

constexpr std::array<Network4, 15> special4 = {{
    {four(0, 0, 0, 0), 8},        // "this network"
    {four(10, 0, 0, 0), 8},       // private
    {four(100, 64, 0, 0), 10},    // shared, of carriers
    {four(127, 0, 0, 0), 8},      // loopback
    {four(169, 254, 0, 0), 16},   // link-local: metadata services of clouds
    {four(172, 16, 0, 0), 12},    // private
    {four(192, 0, 0, 0), 24},     // protocol assignments
    {four(192, 0, 2, 0), 24},     // documentation
    {four(192, 88, 99, 0), 24},   // 6to4 relays
    {four(192, 168, 0, 0), 16},   // private
    {four(198, 18, 0, 0), 15},    // benchmarks
    {four(198, 51, 100, 0), 24},  // documentation
    {four(203, 0, 113, 0), 24},   // documentation
    {four(224, 0, 0, 0), 4},      // groups
    {four(240, 0, 0, 0), 4},      // reserved, broadcast
}};

bool public4(std::uint32_t address) {
    return std::none_of(special4.begin(), special4.end(), [address](const Network4& network) {
        const int shift = 32 - network.bits;
        return address >> static_cast<unsigned>(shift) == network.base >> static_cast<unsigned>(shift);
    });
}

using Bytes6 = std::array<std::uint8_t, 16>;

/// Whether the address begins with these bits.
bool within(const Bytes6& address, const Bytes6& network, std::size_t bits) {
    for (std::size_t index = 0; index < bits; ++index) {
        const auto mask = static_cast<std::uint8_t>(0x80U >> (index % 8));
        if ((address.at(index / 8) & mask) != (network.at(index / 8) & mask)) return false;
    }
    return true;
}

std::uint32_t last_four(const Bytes6& address) {
    return four(address[12], address[13], address[14], address[15]);
}

bool public6(const Bytes6& address) {
    constexpr Bytes6 mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    constexpr Bytes6 nat64 = {0, 0x64, 0xff, 0x9b};
    if (within(address, mapped, 96) || within(address, nat64, 96)) return public4(last_four(address));
    constexpr Bytes6 global = {0x20};
    if (!within(address, global, 3)) return false;  // loopback, link-local, unique local, groups, IPv4-compatible
    constexpr Bytes6 assignments = {0x20, 0x01};    // 2001::/23: Teredo, ORCHID
    constexpr Bytes6 documentation = {0x20, 0x01, 0x0d, 0xb8};  // 2001:db8::/32
    constexpr Bytes6 six_to_four = {0x20, 0x02};                // 2002::/16: any IPv4 address inside
    constexpr Bytes6 more_documentation = {0x3f, 0xff};         // 3fff::/20
    return !within(address, assignments, 23) && !within(address, documentation, 32) &&
           !within(address, six_to_four, 16) && !within(address, more_documentation, 20);
}

}  // namespace

bool on_public_internet(const Poco::Net::IPAddress& address) {
    const auto* bytes = static_cast<const std::uint8_t*>(address.addr());
    if (address.family() == Poco::Net::AddressFamily::IPv4)
        return public4(four(bytes[0], bytes[1], bytes[2], bytes[3]));
    Bytes6 six{};
    std::memcpy(six.data(), bytes, six.size());
    return public6(six);
}

}  // namespace coexist::net
