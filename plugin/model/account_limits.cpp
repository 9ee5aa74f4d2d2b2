#include "model/account_limits.hpp"

namespace coexist {
namespace {

const LifeEvent* newest_of(const AccountLife& life, LifeKind kind) {
    const auto found = life.newest.find(kind);
    return found == life.newest.end() ? nullptr : &found->second;
}

}  // namespace

AccountLimits limits_of(const AccountLife& life) {
    AccountLimits limits;
    if (const LifeEvent* violated = newest_of(life, LifeKind::violation)) limits.violation = violated->reason;
    const LifeEvent* banned = newest_of(life, LifeKind::disabled_update);
    if (banned != nullptr && banned->reason != "REINSTATE") limits.ban = banned->reason;
    return limits;
}

}  // namespace coexist
