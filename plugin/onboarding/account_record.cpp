#include "onboarding/account_record.hpp"

#include <boost/json.hpp>

#include "model/account_state.hpp"
#include "onboarding/number_taken.hpp"
#include "outbox/number_checks.hpp"
#include "store/account_view.hpp"
#include "store/grants.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace json = boost::json;

std::optional<Problem> record_account(WriteContext& context, const ConnectNeeds& needs, ConnectAttemptRow& attempt,
                                      const OfferedNumber& number) {
    const std::string& digits = number.node.digits;
    if (auto taken = number_taken(context.session, attempt.tenant, Provider::coex, digits)) return taken;
    const AccountId account_id = account_id_for(attempt.tenant, digits);
    auto token = needs.cipher.open(attempt.token_sealed, attempt.attempt_id);
    if (!token) return token.problem();
    const auto sealed = needs.cipher.seal(*token, account_id.value);
    if (!sealed) return sealed.problem();

    AccountRow account = find_account(context.session, account_id).value_or(AccountRow{});
    json::object value = value_of(attempt);
    if (account.id != 0 && living(account)) value["former_asked"] = account.asked;
    account.generation = account.id == 0 ? 1 : account.generation + 1;
    attempt.onboarded_at = number.last_onboarded_at > 0 ? number.last_onboarded_at * 1000 : context.now_ms;
    account.generation_start = attempt.onboarded_at;
    account.account_id = account_id;
    account.tenant = attempt.tenant;
    account.provider = Provider::coex;
    account.digits = digits;
    account.waba_id = number.waba_id;
    account.phone_number_id = number.id;
    account.road = attempt.road;
    if (!attempt.name.empty()) account.name = attempt.name;
    if (account.name.empty()) account.name = number.node.verified_name;
    account.token_sealed = *sealed;
    account.token_invalid = false;
    account.payment_problem = false;
    account.asked = name_of(AccountState::onboarding);
    account.asked_at = context.now_ms;
    account.asked_by = attempt.actor;
    account.asked_reason.clear();
    save_account(context.session, account);
    context.router.load(context.session);
    context.fold.account_changed(account);

    if (const std::string user = text_in(value, "user_id"); !user.empty()) {
        save_grant(context.session, account.id, attempt.road, user);
    }
    set_value(attempt, value);
    attempt.waba_id = number.waba_id;
    attempt.phone_number_id = number.id;
    attempt.account_id = account_id;
    attempt.account = account.id;
    return std::nullopt;
}

void set_account_state(WriteContext& context, const ConnectAttemptRow& attempt, AccountState state,
                       const std::string& reason) {
    auto account = find_account(context.session, attempt.account);
    if (!account) return;
    account->asked = name_of(state);
    account->asked_at = context.now_ms;
    account->asked_by = attempt.actor;
    account->asked_reason = reason;
    context.fold.account_changed(*account);
    if (may_send(state)) NumberChecks::begin(context, *account);
}

void unrecord_account(WriteContext& context, const ConnectAttemptRow& attempt, const std::string& reason) {
    if (attempt.account == 0) return;
    const std::string former = text_in(value_of(attempt), "former_asked");
    set_account_state(context, attempt, account_state_named(former).value_or(AccountState::failed), reason);
}

}  // namespace coexist
