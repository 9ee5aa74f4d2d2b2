#include "actions/action_handler.hpp"

#include <boost/json.hpp>

#include "actions/actions.hpp"
#include "store/account_view.hpp"

namespace coexist {
namespace json = boost::json;

std::optional<Problem> ActionHandler::blocked(Session& /*session*/, const AccountRow* /*account*/,
                                              std::int64_t /*now*/) const {
    return std::nullopt;
}

Outcome ActionHandler::prepare(Session& /*session*/, const AccountRow* /*account*/, Command& /*command*/) const {
    return std::monostate{};
}

Answer ActionHandler::run(const ErrandRow& errand) const {
    return {errand.operation_id, errand.kind, {}};
}

std::optional<ErrandRow> ActionHandler::answered(WriteContext& /*context*/, const ErrandRow& /*errand*/,
                                                 const Answer& /*answer*/, OperationRow& /*operation*/) const {
    return std::nullopt;
}

ErrandRow once_more(ErrandRow errand, std::int64_t not_before) {
    ++errand.attempts;
    errand.not_before = not_before;
    return errand;
}

void fail(OperationRow& operation, const Problem& problem) {
    operation.state = "failed";
    operation.problem = problem_document(problem);
}

void succeed(OperationRow& operation, const json::object& result) {
    operation.state = "succeeded";
    operation.result = json::serialize(result);
    operation.problem.clear();
}

std::optional<Problem> out_of_place(Session& session, const AccountRow& account, AccountEvent event,
                                    const char* action) {
    const AccountView view = view_of(account, account_life(session, account.id));
    if (next(account.provider, view.state, event)) return std::nullopt;
    const std::string state(name_of(view.state));
    return Problem{Refusal::conflict,
                   "account_" + state,
                   std::string("\"") + action + "\" is not possible: the number is " + state + ".",
                   "Look at the account's state; its list of actions says what it offers now.",
                   {}};
}

void ask_state(WriteContext& context, AccountRow account, AccountState state, const std::string& actor,
               const std::string& reason) {
    account.asked = name_of(state);
    account.asked_at = context.now_ms;
    account.asked_by = actor;
    account.asked_reason = reason;
    context.fold.account_changed(account);
}

}  // namespace coexist
