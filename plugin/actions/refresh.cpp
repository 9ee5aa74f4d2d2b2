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
    Answer answer{errand.operation_id, errand.kind, {}};
    NumberOutcome outcome;
    std::optional<AccountRow> account;
    {
        auto reader = readers_.take();
        account = find_account(*reader, errand.account);
    }
    auto line = account
                    ? line_of(*account, cipher_)
                    : Result<Line>(Problem{Refusal::not_found, "account_not_found", "The account is gone.", {}, {}});
    if (line) {
        outcome = channels_.at(account->provider)->read_number(*line);
    } else {
        outcome.kind = CallOutcome::Kind::refused;
        outcome.error.cure = Cure::reconnect;
        outcome.error.sentence = line.problem().detail;
        outcome.error.next = line.problem().next;
    }
    answer.said["outcome"] = object_of(outcome);
    if (outcome.kind == CallOutcome::Kind::accepted) answer.said["number"] = object_of(outcome.number);
    return answer;
}

std::optional<std::int64_t> Refresh::answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                              OperationRow& operation) const {
    const CallOutcome outcome = outcome_of(answer.said.at("outcome").as_object());
    const bool silent = outcome.kind == CallOutcome::Kind::not_sent || outcome.kind == CallOutcome::Kind::unknown;
    if (silent && errand.attempts + 1 < errand_attempts) return context.now_ms + errand_delay_ms(errand.attempts);
    auto account = find_account(context.session, errand.account);
    if (!account) {
        fail(operation, {Refusal::not_found, "account_not_found", "The account is gone.", "Choose another one.", {}});
        return std::nullopt;
    }
    if (outcome.kind != CallOutcome::Kind::accepted) {
        if (outcome.error.effect == AccountEffect::token_invalid && !account->token_invalid) {
            account->token_invalid = true;
            context.fold.account_changed(*account);
        }
        fail(operation, errand_problem(outcome));
        return std::nullopt;
    }
    const NumberNode number = number_of(answer.said.at("number").as_object());
    const bool renamed = !number.verified_name.empty() && number.verified_name != account->name;
    if (renamed || account->token_invalid) {
        if (renamed) account->name = number.verified_name;
        account->token_invalid = false;
        context.fold.account_changed(*account);
    }
    json::object result{{"number", object_of(number)}};
    if (const auto doubt = channels_.at(account->provider)->refuses(number)) {
        result["warning"] = json::object{{"code", doubt->code}, {"detail", doubt->detail}, {"next", doubt->next}};
    }
    succeed(operation, result);
    return std::nullopt;
}

}  // namespace coexist
