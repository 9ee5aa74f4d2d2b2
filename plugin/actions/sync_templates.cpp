#include "actions/sync_templates.hpp"

#include <boost/json.hpp>

#include "actions/number_errand.hpp"
#include "outbox/account_evidence.hpp"
#include "outbox/template_sync.hpp"

namespace coexist {
namespace {

constexpr const char* kind = "sync_templates";

Problem account_gone() {
    return {Refusal::not_found, "account_not_found", "The account is gone.", "Choose another one.", {}};
}

}  // namespace

std::optional<Problem> SyncTemplates::blocked(Session& /*session*/, const AccountRow* account,
                                              std::int64_t /*now*/) const {
    if (!account->token_sealed.empty()) return std::nullopt;
    return Problem{Refusal::conflict,
                   "account_has_no_token",
                   "The number has no access token any more, so the platform cannot be asked about it.",
                   "Connect the number again.",
                   {}};
}

void SyncTemplates::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto account = find_account(context.session, command.account);
    if (!account) {
        fail(operation, account_gone());
        return;
    }
    insert_errand(context.session, {command.operation, kind, account->id, "{}", 0, 0});
}

Answer SyncTemplates::run(const ErrandRow& errand) const {
    Answer answer{errand.operation_id, errand.kind, {}};
    std::optional<AccountRow> account;
    std::string digest;
    {
        auto reader = readers_.take();
        account = find_account(*reader, errand.account);
        if (account) digest = templates_digest(*reader, account->waba_id);
    }
    CallOutcome outcome;
    auto line = account ? line_of(*account, cipher_) : Result<Line>(account_gone());
    if (line) {
        outcome = say_templates(answer, *channels_.at(account->provider), *line, digest);
    } else {
        outcome.kind = CallOutcome::Kind::refused;
        outcome.error.cure = Cure::reconnect;
        outcome.error.sentence = line.problem().detail;
        outcome.error.next = line.problem().next;
    }
    answer.said["outcome"] = object_of(outcome);
    return answer;
}

std::optional<ErrandRow> SyncTemplates::answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                                 OperationRow& operation) const {
    const CallOutcome outcome = outcome_of(answer.said.at("outcome").as_object());
    call_ended(context, errand.account, outcome, asked_at(answer, context.now_ms));
    const bool silent = outcome.kind == CallOutcome::Kind::not_sent || outcome.kind == CallOutcome::Kind::unknown;
    if (silent && errand.attempts + 1 < errand_attempts) {
        return once_more(errand, context.now_ms + errand_delay_ms(errand.attempts));
    }
    const AccountRow* account = context.router.by_id(errand.account);
    if (account == nullptr) {
        fail(operation, account_gone());
    } else if (outcome.kind == CallOutcome::Kind::accepted) {
        succeed(operation, {{"templates", take_templates(context, *account, answer)}});
    } else {
        fail(operation, errand_problem(outcome));
    }
    return std::nullopt;
}

}  // namespace coexist
