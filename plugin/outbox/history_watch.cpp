#include "outbox/history_watch.hpp"

#include "store/audit.hpp"
#include "store/history_imports.hpp"

namespace coexist {
namespace {

void tell(WriteContext& context, const AccountRow& account, HistoryImportRow& row, HistoryOutcome outcome) {
    row.outcome = outcome;
    row.outcome_at = context.now_ms;
    AuditRow line{0, context.now_ms, account.tenant.value, account.account_id.value, {}, "history"};
    line.outcome = outcome == HistoryOutcome::no_gap_seen ? "succeeded" : "ended";
    line.initiator = "system";
    line.code = name_of(outcome);
    add_audit(context.session, line);
}

}  // namespace

void HistoryWatch::look(WriteContext& context) {
    for (HistoryImportRow& row : watched_history_imports(context.session)) {
        const AccountRow* known = context.router.by_id(row.account);
        if (known == nullptr || known->generation != row.generation) {
            row.watched = false;  // of a connection that is over
            save_history_import(context.session, row);
            continue;
        }
        const AccountRow account = *known;
        const HistoryOutcome outcome = outcome_at(history_situation(context.session, account, row), context.now_ms);
        if (!over(outcome)) continue;
        const bool news = outcome != row.outcome;
        if (news) tell(context, account, row, outcome);
        row.watched = false;
        save_history_import(context.session, row);
        context.fold.account_changed(account);
    }
}

void HistoryWatch::told(WriteContext& context, const AccountRow& account) {
    auto row = find_history_import(context.session, account.id, account.generation);
    if (!row || row->watched || row->outcome == HistoryOutcome::no_gap_seen) return;
    row->watched = true;
    save_history_import(context.session, *row);
}

}  // namespace coexist
