#include "actions/command_applier.hpp"

#include <boost/json.hpp>

#include "actions/command.hpp"
#include "store/copy_mark.hpp"

namespace coexist {
namespace {

void audit(WriteContext& context, const OperationRow& operation) {
    add_audit(context.session, {0, context.now_ms, operation.tenant.value, operation.account_id.value, operation.actor,
                                operation.action, operation.operation_id.value, operation.state});
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
    tell_operation(context, operation);
    audit(context, operation);
}

void CommandApplier::answer(WriteContext& context, const StoredRow& row) const {
    const Answer answer = answer_from(row.row.body);
    if (answer.what == "send") {
        ledger_.apply_answer(context, answer);
        return;
    }
    auto errand = find_errand(context.session, answer.operation);
    auto operation = find_operation(context.session, answer.operation);
    if (!errand || !operation) return;  // answered before
    const ActionHandler* action = handler(operation->provider, operation->action);
    if (action == nullptr) return;
    if (const auto again_at = action->answered(context, *errand, answer, *operation)) {
        ++errand->attempts;
        errand->not_before = *again_at;
        postpone_errand(context.session, *errand);
        return;
    }
    delete_errand(context.session, answer.operation);
    tell_operation(context, *operation);
    audit(context, *operation);
}

Answer CommandApplier::run(Session& reader, const ErrandRow& errand) const {
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
