#include "actions/history_choice.hpp"

#include <boost/json.hpp>

#include "actions/follow_connection.hpp"
#include "store/history_imports.hpp"

namespace coexist {
namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;

std::optional<Problem> not_held(const HistoryImportRow& row) {
    if (row.choice == HistoryChoice::held) return std::nullopt;
    return Problem{Refusal::conflict,
                   "history_not_held",
                   "No import of this number waits for a decision.",
                   "Look at the number's history report: it tells how the import stands.",
                   {}};
}

std::optional<Problem> too_late(const HistoryImportRow& row, std::int64_t now) {
    if (row.possible_until == 0 || now < row.possible_until) return std::nullopt;
    return Problem{
        Refusal::conflict,
        "history_window_over",
        "The history cannot be asked for any more: WhatsApp gives it only within 24 hours of the connection.",
        "Let the owner disconnect on the phone and connect the number anew, then accept the import within 24 "
        "hours. New messages work normally.",
        {}};
}

std::optional<AccountRow> account_for(WriteContext& context, const Command& command, OperationRow& operation) {
    auto account = find_account(context.session, command.account);
    if (!account) {
        fail(operation, {Refusal::not_found, "account_not_found", "The account is gone.", "Choose another one.", {}});
    }
    return account;
}

void choose(HistoryImportRow& row, HistoryChoice choice, const Command& command) {
    row.choice = choice;
    row.chosen_at = command.at;
    row.chosen_by = command.actor;
}

}  // namespace

std::optional<Problem> AcceptHistory::blocked(Session& session, const AccountRow* account, std::int64_t now) const {
    const HistoryImportRow row = history_import_of(session, *account);
    if (auto problem = not_held(row)) return problem;
    return too_late(row, now);
}

void AcceptHistory::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto account = account_for(context, command, operation);
    if (!account) return;
    HistoryImportRow row = history_import_of(context.session, *account);
    if (const auto problem = blocked(context.session, &*account, context.now_ms)) return fail(operation, *problem);
    choose(row, HistoryChoice::accepted, command);
    row.watched = row.possible_until > 0;
    save_history_import(context.session, row);
    context.fold.account_changed(*account);
    boost::json::object result{{"history", "accepted"}};
    const bool asked = saga_.history_decided(context, *account);
    if (!asked && row.possible_until > 0 && row.request == HistoryRequest::none) {
        const auto followed = follow_connection(
            context, *account,
            {cipher_, saga_, row.possible_until - day_ms, context.now_ms, "The import was accepted."}, operation);
        if (followed) result["asked_by"] = followed->value;
    }
    succeed(operation, result);
    if (deliveries_ != nullptr) deliveries_->apply_parked(context, *account);
}

std::optional<Problem> DeclineHistory::blocked(Session& session, const AccountRow* account,
                                               std::int64_t /*now*/) const {
    return not_held(history_import_of(session, *account));
}

void DeclineHistory::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto account = account_for(context, command, operation);
    if (!account) return;
    HistoryImportRow row = history_import_of(context.session, *account);
    if (const auto problem = not_held(row)) return fail(operation, *problem);
    choose(row, HistoryChoice::refused, command);
    row.watched = true;
    save_history_import(context.session, row);
    context.fold.account_changed(*account);
    saga_.history_decided(context, *account);
    succeed(operation, {{"history", "refused"}});
    // What has arrived is looked at once more, and left out.
    if (deliveries_ != nullptr) deliveries_->apply_parked(context, *account);
}

}  // namespace coexist
