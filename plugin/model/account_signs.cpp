#include "model/account_signs.hpp"

#include <array>

namespace coexist {
namespace {

constexpr unsigned every_kind = ~0U;

}  // namespace

void join(AccountSigns& into, const AccountSigns& other) {
    into.newest.insert(other.newest.begin(), other.newest.end());
    std::array<std::size_t, 5> seen{};
    for (auto sign = into.newest.end(); sign != into.newest.begin();) {
        --sign;
        if (++seen.at(static_cast<std::size_t>(sign->kind)) > signs_kept) sign = into.newest.erase(sign);
    }
}

const CallSign* newest_sign(const AccountSigns& signs, std::int64_t from, unsigned kinds) {
    for (auto sign = signs.newest.rbegin(); sign != signs.newest.rend() && sign->asked_at >= from; ++sign) {
        if ((bit_of(sign->kind) & kinds) != 0) return &*sign;
    }
    return nullptr;
}

const CallSign* newest_read(const AccountSigns& signs, std::int64_t from) {
    for (auto sign = signs.newest.rbegin(); sign != signs.newest.rend() && sign->asked_at >= from; ++sign) {
        if (sign->read) return &*sign;
    }
    return nullptr;
}

bool access_lost(const AccountSigns& signs, std::int64_t from) {
    const CallSign* newest = newest_sign(signs, from, every_kind);
    return newest != nullptr && newest->kind == SignKind::no_access;
}

}  // namespace coexist
