#include "actions/follow_connection.hpp"

#include <boost/json.hpp>

#include "actions/command_applier.hpp"
#include "actions/connect_progress.hpp"
#include "secrets/digest.hpp"

namespace coexist {

std::optional<OperationId> follow_connection(WriteContext& context, const AccountRow& account,
                                             const FollowedConnection& followed, const OperationRow& operation) {
    auto token = followed.cipher.open(account.token_sealed, account.account_id.value);
    ConnectAttemptRow attempt;
    attempt.attempt_id = sha256_hex("follows " + operation.operation_id.value).substr(0, 32);
    const auto sealed =
        token ? followed.cipher.seal(*token, attempt.attempt_id) : Result<std::string>(token.take_problem());
    if (!sealed) return std::nullopt;
    attempt.operation_id = OperationId("op_" + attempt.attempt_id);
    attempt.tenant = account.tenant;
    attempt.actor = operation.actor;
    attempt.road = account.road;
    attempt.created_at = context.now_ms;
    attempt.expires_at = context.now_ms;  // no code is waited for
    attempt.token_sealed = *sealed;
    attempt.waba_id = account.waba_id;
    attempt.phone_number_id = account.phone_number_id;
    attempt.account_id = account.account_id;
    attempt.account = account.id;
    attempt.onboarded_at = followed.onboarded_at;
    attempt.delivered_at = followed.delivered_at;
    set_value(attempt, {{"adopted", true}, {"generation", account.generation}});
    const ConnectProgress progress = followed.saga.follow(context, attempt, followed.why);
    if (progress.next) insert_errand(context.session, *progress.next);
    OperationRow own;
    own.operation_id = attempt.operation_id;
    own.tenant = account.tenant;
    own.provider = operation.provider;
    own.action = "connect";
    own.actor = operation.actor;
    own.created_at = context.now_ms;
    tell(progress, own, &attempt);
    tell_operation(context, own);
    return own.operation_id;
}

}  // namespace coexist
