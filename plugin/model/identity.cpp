#include "model/identity.hpp"

#include "model/hash.hpp"

namespace coexist {

std::string_view name_of(IdentityKind kind) {
    switch (kind) {
        case IdentityKind::wa_id:
            return "wa_id";
        case IdentityKind::bsuid:
            return "bsuid";
        case IdentityKind::parent_bsuid:
            return "parent_bsuid";
        case IdentityKind::lid:
            return "lid";
    }
    return "";
}

std::string digits_of(std::string_view phone) {
    std::string digits;
    digits.reserve(phone.size());
    for (const char letter : phone) {
        if (letter >= '0' && letter <= '9') digits.push_back(letter);
    }
    return digits;
}

std::uint64_t hash_of(const Identity& identity) {
    std::string key(name_of(identity.kind));
    key += ':';
    key += identity.value;
    return hash64(key);
}

}  // namespace coexist
