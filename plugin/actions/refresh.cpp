#include "actions/refresh.hpp"

#include <boost/json.hpp>

#include "actions/number_errand.hpp"
#include "store/account_view.hpp"

namespace coexist {
namespace json = boost::json;

std::optional<Problem> Refresh::blocked(Session& /*session*/, const AccountRow* account, std::int64_t /*now*/) const {
    if (!account->token_sealed.empty()) return std::nullopt;
    return Problem{Refusal::conflict,
                   "account_has_no_token",
                   "The number has no access token any more, so the platform cannot be asked about it.",
                   "Connect the number again.",
                   {}};
}

void Refresh::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto account = find_account(context.session, command.account);
    if (!account) {
        fail(operation, {Refusal::not_found, "account_not_found", "The account is gone.", "Choose another one.", {}});
        return;
    }
    insert_errand(context.session, {command.operation, "refresh", account->id, "{}", 0, 0});
}

Answer Refresh::run(const ErrandRow& errand) const {
    return checks_.run(errand);
}

std::optional<ErrandRow> Refresh::answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                           OperationRow& operation) const {
    const CallOutcome outcome = outcome_of(answer.said.at("outcome").as_object());
    const bool silent = outcome.kind == CallOutcome::Kind::not_sent || outcome.kind == CallOutcome::Kind::unknown;
    if (silent && errand.attempts + 1 < errand_attempts) {
        return once_more(errand, context.now_ms + errand_delay_ms(errand.attempts));
    }
    const AccountRow* account = checks_.take_in(context, errand, answer);
    if (account == nullptr) {
        fail(operation, {Refusal::not_found, "account_not_found", "The account is gone.", "Choose another one.", {}});
        return std::nullopt;
    }
    if (outcome.kind != CallOutcome::Kind::accepted) {
        fail(operation, errand_problem(outcome));
        return std::nullopt;
    }
    const NumberNode number = number_of(answer.said.at("number").as_object());
    if (!number.verified_name.empty() && number.verified_name != account->name) {
        AccountRow renamed = *account;
        renamed.name = number.verified_name;
        context.fold.account_changed(renamed);
    }
    json::object result{{"number", object_of(number)}};
    if (const json::value* subscription = answer.said.if_contains("subscription")) {
        result["subscription"] = *subscription;
    }
    if (const auto doubt = channels_.at(account->provider)->refuses(number)) {
        result["warning"] = json::object{{"code", doubt->code}, {"detail", doubt->detail}, {"next", doubt->next}};
    }
    succeed(operation, result);
    return std::nullopt;
}

}  // namespace coexist
