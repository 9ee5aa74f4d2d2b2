#include "model/hash.hpp"

namespace coexist {

std::uint64_t hash64(std::string_view bytes) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char byte : bytes) {
        hash ^= static_cast<unsigned char>(byte);
        hash *= 0x100000001b3ULL;
    }
    // FNV-1a alone spreads its high bits badly for short keys; the finaliser of MurmurHash3 repairs that.
    hash ^= hash >> 33U;
    hash *= 0xff51afd7ed558ccdULL;
    hash ^= hash >> 33U;
    hash *= 0xc4ceb9fe1a85ec53ULL;
    hash ^= hash >> 33U;
    return hash;
}

std::string hex64(std::uint64_t number) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text(16, '0');
    for (std::size_t place = text.size(); place > 0; --place) {
        text[place - 1] = digits[number & 0xfU];
        number >>= 4U;
    }
    return text;
}

}  // namespace coexist
