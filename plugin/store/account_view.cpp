#include "store/account_view.hpp"

namespace coexist {

bool living(const AccountRow& account) {
    const auto asked = account_state_named(account.asked);
    return asked != AccountState::removed && asked != AccountState::failed;
}

AccountView view_of(const AccountRow& account, const AccountLifeRow& life) {
    const AccountState asked = account_state_named(account.asked).value_or(AccountState::failed);
    AccountView by_people{asked, account.asked_at, account.asked_reason, account.asked_by};
    if (!living(account) || asked == AccountState::onboarding || asked == AccountState::disconnected) return by_people;
    const LifeVerdict word = verdict(life.life, account.generation_start / 1000);
    if (word.attachment == Attachment::attached || !word.because) return by_people;
    const AccountState state =
        word.attachment == Attachment::removed ? AccountState::disconnected : AccountState::offboarded;
    const std::string reason = word.attachment == Attachment::undecided ? "UNDECIDED" : word.because->reason;
    return {state, word.because->at * 1000, reason, word.because->initiated_by};
}

}  // namespace coexist
