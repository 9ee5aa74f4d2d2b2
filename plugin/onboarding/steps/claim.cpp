#include <algorithm>
#include <boost/json.hpp>

#include "onboarding/added_wabas.hpp"
#include "onboarding/refusals.hpp"
#include "onboarding/steps/steps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::size_t most_looked_up = 5;

/// No code came back, but WhatsApp reported that a business finished the dialog. A partner may fetch that business's
/// access with its own system user's token (Meta, "Hosted Embedded Signup"). It is this attempt's only if the number
/// that a person named is there: what else was reported stays unseen. Only reads.
class Claim : public ConnectStep {
  public:
    using ConnectStep::ConnectStep;

    void ask(const json::object& input, Answer& answer) const override {
        CallOutcome outcome;
        outcome.kind = CallOutcome::Kind::accepted;
        const json::array& added = input.at("added").as_array();
        std::size_t left = most_looked_up;
        for (std::size_t place = added.size(); place > 0 && left > 0; --place, --left) {
            const json::object& one = added[place - 1].as_object();  // the newest first
            outcome = look_up(input, text_in(one, "portfolio"), WabaId(text_in(one, "waba")), answer);
            if (answer.said.contains("token_sealed") || may_ask_again(outcome)) break;
        }
        answer.said["outcome"] = object_of(outcome);
        answer.said["looked_up"] = added.size();
    }

    Move take(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow& errand,
              const Answer& answer) const override {
        const CallOutcome outcome = outcome_of(answer.said.at("outcome").as_object());
        json::object value = value_of(attempt);
        if (answer.said.contains("token_sealed")) {
            attempt.token_sealed = text_in(answer.said, "token_sealed");
            value["reported_waba"] = answer.said.at("waba");
            value["code_at"] = context.now_ms;
            set_value(attempt, value);
            return {Stage::inspect,
                    0,
                    std::nullopt,
                    "done",
                    "claimed_without_code",
                    "The business that WhatsApp reported has the number that was named; its access was fetched with "
                    "the partner's own token.",
                    {}};
        }
        if (context.now_ms >= attempt.expires_at) return failed_with(connect_refusal::expired());
        if (may_ask_again(outcome) && outcome.kind != CallOutcome::Kind::accepted) {
            return again_later(context, attempt, errand, Stage::claim, outcome);
        }
        value["looked_up"] = answer.said.at("looked_up");
        set_value(attempt, value);
        Move move;
        move.to = Stage::waiting;
        move.not_before =
            added_wabas(attempt).size() > static_cast<std::size_t>(value.at("looked_up").to_number<std::int64_t>())
                ? context.now_ms
                : attempt.expires_at;
        move.state = "warned";
        if (outcome.kind == CallOutcome::Kind::refused) {
            move.code = "partner_access_refused";
            move.detail =
                "WhatsApp reports that a business has finished the dialog, but does not give its access for "
                "the partner's own token: " +
                outcome.error.sentence +
                " An admin checks signup.partner_token; or start the connection again and stay until the "
                "dialog's window closes by itself.";
            move.trace_id = outcome.error.trace_id;
        } else {
            move.code = "number_not_reported";
            move.detail =
                "WhatsApp reports that a business has finished the dialog, but not with the number that was "
                "named. Check the number; the connection waits on.";
        }
        return move;
    }

  private:
    CallOutcome look_up(const json::object& input, const std::string& portfolio, const WabaId& waba,
                        Answer& answer) const {
        const std::string road = text_in(input, "road");
        const TokenOutcome access = needs_.desk.partner_access(road, portfolio);
        if (access.kind != CallOutcome::Kind::accepted) return access;
        const NumbersOutcome listed = needs_.desk.numbers(road, access.token, waba);
        CallOutcome outcome = listed;
        if (outcome.kind != CallOutcome::Kind::accepted) return outcome;
        const std::string digits = text_in(input, "phone");
        const bool named = std::any_of(listed.numbers.begin(), listed.numbers.end(),
                                       [&](const OfferedNumber& number) { return number.node.digits == digits; });
        if (!named) return outcome;
        const auto sealed = needs_.cipher.seal(access.token, text_in(input, "attempt"));
        if (sealed) {
            answer.said["token_sealed"] = *sealed;
            answer.said["waba"] = waba.value;
        } else {
            outcome.kind = CallOutcome::Kind::not_sent;
            outcome.reason = sealed.problem().detail;
        }
        return outcome;
    }
};

}  // namespace

std::unique_ptr<ConnectStep> claim_step(const ConnectNeeds& needs) {
    return std::make_unique<Claim>(needs);
}

}  // namespace coexist
