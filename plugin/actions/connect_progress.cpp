#include "actions/connect_progress.hpp"

#include <boost/json.hpp>

#include "actions/action_handler.hpp"
#include "actions/audited.hpp"
#include "actions/disconnect.hpp"
#include "onboarding/refusals.hpp"
#include "outbox/sends_ledger.hpp"

namespace coexist {
namespace json = boost::json;

void tell(const ConnectProgress& progress, OperationRow& operation, const ConnectAttemptRow* attempt) {
    if (progress.problem) {
        fail(operation, *progress.problem);
        operation.result = json::serialize(progress.result);
    } else if (!progress.next) {
        succeed(operation, progress.result);
    } else {
        operation.state = "pending";
        operation.result = json::serialize(progress.result);
    }
    if (attempt != nullptr && !attempt->account_id.empty()) operation.account_id = attempt->account_id;
}

void end_former(WriteContext& context, const ConnectSaga& saga, const ConnectAttemptRow& attempt) {
    if (attempt.account == 0) return;
    if (const auto account = find_account(context.session, attempt.account)) {
        Disconnect::connected_anew(context, *account);
    }
    for (const ConnectAttemptRow& other : ConnectSaga::left_behind(context.session, attempt)) {
        auto left = find_operation(context.session, other.operation_id);
        if (!left) continue;
        const std::string before = state_shown(context.session, left->account_id);
        tell(saga.end(context, other, connect_refusal::superseded(), {}), *left, &other);
        delete_errand(context.session, other.operation_id);
        tell_operation(context, *left);
        audit_settled(context, *left, before);
    }
}

}  // namespace coexist
