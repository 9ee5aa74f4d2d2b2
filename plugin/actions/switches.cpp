#include "actions/switches.hpp"

#include <boost/json.hpp>

#include "actions/audited.hpp"
#include "actions/end_subscription.hpp"
#include "runtime/timestamps.hpp"
#include "store/account_view.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

Problem account_gone() {
    return {Refusal::not_found, "account_not_found", "The account is gone.", "Choose another one.", {}};
}

// The account, if the event has its place now; else the operation is failed with the reason.
std::optional<AccountRow> account_for(WriteContext& context, const Command& command, OperationRow& operation,
                                      AccountEvent event) {
    auto account = find_account(context.session, command.account);
    if (!account) {
        fail(operation, account_gone());
        return std::nullopt;
    }
    if (const auto problem = out_of_place(context.session, *account, event, command.action.c_str())) {
        fail(operation, *problem);
        return std::nullopt;
    }
    return account;
}

}  // namespace

std::optional<Problem> Pause::blocked(Session& session, const AccountRow* account, std::int64_t /*now*/) const {
    return out_of_place(session, *account, AccountEvent::pause, "pause");
}

void Pause::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto account = account_for(context, command, operation, AccountEvent::pause);
    if (!account) return;
    ask_state(context, *account, AccountState::paused, command.actor, "PAUSED_BY_STAFF");
    succeed(operation, {{"state", "paused"}});
}

std::optional<Problem> Resume::blocked(Session& session, const AccountRow* account, std::int64_t /*now*/) const {
    return out_of_place(session, *account, AccountEvent::resume, "resume");
}

void Resume::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto account = account_for(context, command, operation, AccountEvent::resume);
    if (!account) return;
    ask_state(context, *account, AccountState::connected, command.actor, {});
    json::object result{{"state", "connected"}};
    if (const std::int64_t too_late = ledger_.release_held(context, *account); too_late > 0) {
        result["needs_template"] = too_late;
    }
    succeed(operation, result);
}

std::optional<Problem> Remove::blocked(Session& session, const AccountRow* account, std::int64_t /*now*/) const {
    return out_of_place(session, *account, AccountEvent::remove, "remove");
}

void Remove::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    auto account = account_for(context, command, operation, AccountEvent::remove);
    if (!account) return;
    ledger_.fail_waiting(context, *account,
                         {Refusal::conflict,
                          "account_removed",
                          "The message was not sent: the number was removed.",
                          "Connect the number again and send it anew.",
                          {}});
    delete_checks_of(context.session, account->id);
    const bool subscribed = account->provider == Provider::meta && !account->token_sealed.empty();
    if (!subscribed) account->token_sealed.clear();
    ask_state(context, *account, AccountState::removed, command.actor, "REMOVED_BY_ADMIN");
    if (subscribed) {
        operation.state = "pending";
        insert_errand(context.session, subscription_errand(command.operation, "remove", *account));
    } else {
        succeed(operation, {{"state", "removed"}, {"token", "forgotten"}});
    }
}

Answer Remove::run(const ErrandRow& errand) const {
    return end_subscription(readers_, channels_, cipher_, errand);
}

std::optional<ErrandRow> Remove::answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                          OperationRow& operation) const {
    const EndedSubscription ended = subscription_ended(context, errand, answer);
    if (!ended.result.empty()) operation.result = json::serialize(ended.result);
    if (ended.again) return ended.again;
    const AccountRow* account = context.router.by_id(errand.account);
    if (account != nullptr && ended.forgotten) audit_token_wiped(context, *account, "REMOVED_BY_ADMIN");
    succeed(operation, {{"state", "removed"}, {"token", "forgotten"}, {"subscription", ended.state}});
    return std::nullopt;
}

void ConfirmPhoneOpened::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    auto account = find_account(context.session, command.account);
    if (!account) {
        fail(operation, account_gone());
        return;
    }
    account->phone_confirmed_at = command.at;
    context.fold.account_changed(*account);
    succeed(operation, {{"phone_opened_at", rfc3339(command.at)}});
}

}  // namespace coexist
