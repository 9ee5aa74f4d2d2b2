#include "onboarding/account_record.hpp"

#include <boost/json.hpp>

#include "model/account_state.hpp"
#include "onboarding/added_wabas.hpp"
#include "onboarding/import_gate.hpp"
#include "onboarding/number_taken.hpp"
#include "outbox/account_evidence.hpp"
#include "outbox/number_checks.hpp"
#include "store/account_view.hpp"
#include "store/grants.hpp"
#include "store/keys.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

// The account while it is still this attempt's: a later attempt of the same number takes it over.
std::optional<AccountRow> own_account(Session& session, const ConnectAttemptRow& attempt) {
    if (attempt.account == 0) return std::nullopt;
    auto account = find_account(session, attempt.account);
    const json::object value = value_of(attempt);
    const json::value* generation = value.if_contains("generation");
    if (account && generation != nullptr && account->generation != generation->as_int64()) return std::nullopt;
    return account;  // an attempt of an earlier version did not note it
}

// Where the number stood before anybody began to connect it anew.
std::string former_of(Session& session, const AccountRow& account) {
    for (const ConnectAttemptRow& other : running_connect_attempts(session)) {
        if (other.account == account.id) return text_in(value_of(other), "former_asked");
    }
    return account.asked;
}

}  // namespace

std::optional<Problem> record_account(WriteContext& context, const ConnectNeeds& needs, ConnectAttemptRow& attempt,
                                      const OfferedNumber& number) {
    const std::string& digits = number.node.digits;
    const Provider provider = provider_of(attempt);
    if (auto taken = number_taken(context.session, attempt.tenant, provider, digits)) return taken;
    const AccountId account_id = account_id_for(attempt.tenant, digits);
    auto token = needs.cipher.open(attempt.token_sealed, attempt.attempt_id);
    if (!token) return token.problem();
    const auto sealed = needs.cipher.seal(*token, account_id.value);
    if (!sealed) return sealed.problem();

    AccountRow account = find_account(context.session, account_id).value_or(AccountRow{});
    json::object value = value_of(attempt);
    if (account.id != 0 && living(account)) value["former_asked"] = former_of(context.session, account);
    account.generation = account.id == 0 ? 1 : account.generation + 1;
    value["generation"] = account.generation;
    attempt.onboarded_at = number.last_onboarded_at > 0 ? number.last_onboarded_at * 1000 : context.now_ms;
    account.generation_start = attempt.onboarded_at;
    account.account_id = account_id;
    account.tenant = attempt.tenant;
    account.provider = provider;
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
    if (provider == Provider::coex) {
        begin_history_import(context, account, settings_for(needs.settings, account.tenant).history,
                             deadline_of(attempt));
    }
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
    if (provider == Provider::coex) {
        take_over_asked(context.session, attempt);
        gate_history(context.session, attempt);
        note_history_request(context, attempt);
    }
    for (const AddedWaba& added : added_wabas(attempt)) {
        if (added.waba == number.waba_id && attempt.delivered_at == 0) attempt.delivered_at = context.now_ms;
    }
    return std::nullopt;
}

void take_over_asked(Session& session, ConnectAttemptRow& attempt) {
    const auto earlier = attempt_that_asked(session, attempt.account, attempt.onboarded_at);
    if (!earlier) return;
    attempt.contacts = earlier->contacts;
    attempt.history = earlier->history;
}

void set_account_state(WriteContext& context, const ConnectAttemptRow& attempt, AccountState state,
                       const std::string& reason) {
    auto account = own_account(context.session, attempt);
    if (!account) return;
    account->asked = name_of(state);
    account->asked_at = context.now_ms;
    account->asked_by = attempt.actor;
    account->asked_reason = reason;
    if (state == AccountState::failed || state == AccountState::disconnected) account->token_sealed.clear();
    context.fold.account_changed(*account);
    if (may_send(state)) NumberChecks::begin(context, *account);
}

bool removed_meanwhile(Session& session, const ConnectAttemptRow& attempt) {
    const auto account = own_account(session, attempt);
    if (!account) return false;
    return view_of(*account, account_life(session, account->id)).state == AccountState::disconnected;
}

void unrecord_account(WriteContext& context, const ConnectAttemptRow& attempt, const std::string& reason) {
    if (removed_meanwhile(context.session, attempt)) {
        return forget_token(context, *find_account(context.session, attempt.account));  // as the platform told it
    }
    const std::string former = text_in(value_of(attempt), "former_asked");
    set_account_state(context, attempt, account_state_named(former).value_or(AccountState::failed), reason);
}

}  // namespace coexist
