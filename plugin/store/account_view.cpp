#include "store/account_view.hpp"

#include "model/account_standing.hpp"

namespace coexist {

bool living(const AccountRow& account) {
    const auto asked = account_state_named(account.asked);
    return asked != AccountState::removed && asked != AccountState::failed;
}

AccountView view_of(const AccountRow& account, const AccountLifeRow& life) {
    const AccountState asked = account_state_named(account.asked).value_or(AccountState::failed);
    AccountView by_people{asked, account.asked_at, account.asked_reason, account.asked_by};
    if (!living(account) || asked == AccountState::disconnected) return by_people;
    const Standing standing = standing_of(life.life, life.signs, account.generation_start);
    AccountEvent event = AccountEvent::platform_offboarded;
    if (standing.attachment == Attachment::attached) {
        // Back again: since then, not since people asked for it.
        if (standing.since <= account.asked_at || asked != AccountState::connected) return by_people;
        return {asked, standing.since, standing.reason, standing.initiated_by};
    }
    if (standing.attachment == Attachment::removed) event = AccountEvent::platform_removed;
    const auto state = next(account.provider, asked, event);
    if (!state) return by_people;
    return {*state, standing.since, standing.reason, standing.initiated_by};
}

}  // namespace coexist
