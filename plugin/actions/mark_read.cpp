#include "actions/mark_read.hpp"

#include <boost/json.hpp>

#include "actions/number_errand.hpp"
#include "actions/send_message.hpp"
#include "outbox/account_evidence.hpp"
#include "store/keys.hpp"
#include "store/messages.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr const char* kind = "mark_read";
// Meta, "Mark messages as read": up to 30 days back.
constexpr std::int64_t markable_s = std::int64_t{30} * 24 * 60 * 60;
// Meta, "Typing indicators": it is gone after 25 seconds by itself, so that a later one would be a lie.
constexpr std::int64_t typing_attempts = 1;

bool typing_in(const json::object& input) {
    const json::value* typing = input.if_contains("typing");
    return typing != nullptr && typing->as_bool();
}

}  // namespace

std::optional<Problem> MarkRead::blocked(Session& session, const AccountRow* account, std::int64_t /*now*/) const {
    return sending_blocked(session, *account);
}

Outcome MarkRead::prepare(Session& session, const AccountRow* account, Command& command) const {
    const auto key = key_of(MessageId(std::string(command.input.at("message").as_string())));
    const auto row = key ? find_message(session, resolve_alias(session, *key)) : std::nullopt;
    if (!row || row->account != account->id || row->message.wamid.empty()) {
        return Problem{Refusal::not_found,
                       "message_not_found",
                       "The message to mark is not one of this account.",
                       "Take its id from the conversation.",
                       {}};
    }
    const bool of_guest = row->message.origin == Origin::customer;
    if (!of_guest || time_of(row->message) < command.at / 1000 - markable_s) {
        return Problem{Refusal::conflict,
                       "message_not_markable",
                       "Only a guest's message of the last 30 days can be marked as read.",
                       "Mark the guest's newest message: that marks those before it too.",
                       {}};
    }
    command.input["wamid"] = row->message.wamid.value;
    return std::monostate{};
}

void MarkRead::apply(WriteContext& context, const Command& command, OperationRow& operation) const {
    const auto account = find_account(context.session, command.account);
    if (!account) {
        fail(operation, {Refusal::not_found, "account_not_found", "The account is gone.", "Choose another one.", {}});
        return;
    }
    const json::object input{{"wamid", command.input.at("wamid")}, {"typing", typing_in(command.input)}};
    insert_errand(context.session, {command.operation, kind, account->id, json::serialize(input), 0, 0});
}

Answer MarkRead::run(const ErrandRow& errand) const {
    Answer answer{errand.operation_id, errand.kind, {}};
    std::optional<AccountRow> account;
    {
        auto reader = readers_.take();
        account = find_account(*reader, errand.account);
    }
    CallOutcome outcome;
    auto line = account ? line_of(*account, cipher_)
                        : Result<Line>(Problem{Refusal::not_found, "account_gone", "The account is gone.", {}, {}});
    if (line) {
        const json::object input = json::parse(errand.input).as_object();
        outcome = channels_.at(account->provider)
                      ->mark_read(*line, std::string(input.at("wamid").as_string()), typing_in(input));
    } else {
        outcome.kind = CallOutcome::Kind::refused;
        outcome.error.cure = Cure::reconnect;
        outcome.error.sentence = line.problem().detail;
        outcome.error.next = line.problem().next;
    }
    answer.said["outcome"] = object_of(outcome);
    return answer;
}

std::optional<ErrandRow> MarkRead::answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                            OperationRow& operation) const {
    const CallOutcome outcome = outcome_of(answer.said.at("outcome").as_object());
    call_ended(context, errand.account, outcome, asked_at(answer, context.now_ms));
    const bool silent = outcome.kind == CallOutcome::Kind::not_sent || outcome.kind == CallOutcome::Kind::unknown;
    const std::int64_t most = typing_in(json::parse(errand.input).as_object()) ? typing_attempts : errand_attempts;
    if (silent && errand.attempts + 1 < most) {
        return once_more(errand, context.now_ms + errand_delay_ms(errand.attempts));
    }
    if (outcome.kind == CallOutcome::Kind::accepted) {
        succeed(operation, {{"read", true}});
    } else {
        fail(operation, errand_problem(outcome));
    }
    return std::nullopt;
}

}  // namespace coexist
