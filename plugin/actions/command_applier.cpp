#include "actions/command_applier.hpp"

#include <boost/json.hpp>

#include "actions/audited.hpp"
#include "actions/command.hpp"
#include "actions/disconnect.hpp"
#include "outbox/account_evidence.hpp"
#include "store/copy_mark.hpp"
#include "store/sends.hpp"

namespace coexist {
namespace {

CallOutcome said_outcome(const Answer& answer) {
    return outcome_of(answer.said.at("outcome").as_object());
}

}  // namespace

const ActionHandler* CommandApplier::handler(const std::string& provider, const std::string& action) const {
    const auto named = provider_named(provider);
    if (!named) return nullptr;
    const auto set = handlers_.find(*named);
    if (set == handlers_.end()) return nullptr;
    const auto found = set->second.find(action);
    return found == set->second.end() ? nullptr : found->second.get();
}

void CommandApplier::command(WriteContext& context, const StoredRow& row) const {
    const Command command = command_from(row.row.body);
    // The first one under a key decides; the caller of another is told by the input's hash.
    if (find_operation(context.session, command.operation)) return;
    OperationRow operation = new_operation(command);
    save_operation(context.session, operation);
    const std::string before = state_shown(context.session, operation.account_id);
    const ActionHandler* action = handler(operation.provider, operation.action);
    if (action == nullptr) {
        fail(operation, {Refusal::unsupported,
                         "action_unknown",
                         "This version does not know the action.",
                         "Let the process that asked for it run the same version.",
                         {}});
    } else {
        action->apply(context, command, operation);
    }
    if (const std::int64_t copied_at = segment_copied_at(context.session, row.position.segment); copied_at > 0) {
        ledger_.restored(context, operation, copied_at);
    }
    operation.refused = operation.state == "failed";
    tell_operation(context, operation);
    audit_asked(context, command, operation, before);
}

void CommandApplier::note(WriteContext& context, const StoredRow& row) {
    add_audit(context.session, audit_row_from(row.row.body));
}

void CommandApplier::answer(WriteContext& context, const StoredRow& row) const {
    const Answer answer = answer_from(row.row.body);
    if (answer.what == "send") {
        const auto send = find_send(context.session, answer.operation);
        ledger_.apply_answer(context, answer);
        if (send) {
            call_ended(context, send->account, said_outcome(answer), asked_at(answer, row.row.received_at));
            if (send_ended_) send_ended_(context, *send, said_outcome(answer));
        }
        return;
    }
    if (answer.what == "check") {
        if (const auto errand = find_errand(context.session, answer.operation)) {
            checks_.answered(context, *errand, answer);
            if (const auto account = find_account(context.session, errand->account)) phones_.look(context, *account);
        }
        return;
    }
    const auto errand = find_errand(context.session, answer.operation);
    if (errand && errand->kind == answer.what) take_in(context, *errand, answer);  // else it was answered before
}

void CommandApplier::take_in(WriteContext& context, const ErrandRow& errand, const Answer& answer) const {
    auto operation = find_operation(context.session, errand.operation_id);
    const ActionHandler* action = operation ? handler(operation->provider, operation->action) : nullptr;
    if (action == nullptr) return;
    const std::string shown = state_shown(context.session, operation->account_id);
    const std::string before = operation->state + operation->result;
    if (const auto next = action->answered(context, errand, answer, *operation)) {
        update_errand(context.session, *next);
        if (operation->state + operation->result != before) tell_operation(context, *operation);
        return;
    }
    delete_errand(context.session, errand.operation_id);
    tell_operation(context, *operation);
    audit_settled(context, *operation, shown);
}

void CommandApplier::recover(WriteContext& context, bool copy) const {
    for (const ErrandRow& errand : errands_made_once(context.session)) {
        if (errand.leaving == Leaving::free || (errand.leaving == Leaving::once && !copy)) continue;
        CallOutcome lost;
        lost.reason = "The program ended while it waited for the answer.";
        Answer answer{errand.operation_id, errand.kind, {}};
        answer.said["outcome"] = object_of(lost);
        take_in(context, errand, answer);
    }
}

void CommandApplier::account_told(WriteContext& context, const AccountRow& account) {
    Disconnect::account_told(context, account);
    NumberChecks::told(context, account);
}

Answer CommandApplier::run(Session& reader, const ErrandRow& errand) const {
    if (errand.kind == "check") return checks_.run(errand);
    const auto operation = find_operation(reader, errand.operation_id);
    const ActionHandler* action = operation ? handler(operation->provider, operation->action) : nullptr;
    if (action == nullptr) return {errand.operation_id, errand.kind, {}};
    return action->run(errand);
}

void CommandApplier::seed(WriteContext& context) const {
    for (AccountRow account : all_accounts(context.session)) {
        account.revision = 0;
        context.fold.account_changed(account);
    }
    ledger_.seed(context);
    for (OperationRow operation : all_operations(context.session)) {
        operation.revision = 0;
        const std::int64_t changed_at = operation.changed_at;
        tell_operation(context, operation);
        operation.changed_at = changed_at;
        save_operation(context.session, operation);
    }
}

}  // namespace coexist
