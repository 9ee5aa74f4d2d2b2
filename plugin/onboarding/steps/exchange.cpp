#include <boost/json.hpp>

#include "onboarding/refusals.hpp"
#include "onboarding/steps/steps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::int64_t code_life_ms = 30'000;  // Meta: a code of the dialog lives 30 seconds
constexpr std::int64_t pause_ms = 1000;

/// The code for a token. A code works once: when the answer is lost the attempt is over, and a new one begins clean.
class Exchange : public ConnectStep {
  public:
    using ConnectStep::ConnectStep;

    void ask(const json::object& input, Answer& answer) const override {
        TokenOutcome outcome;
        const std::string attempt = text_in(input, "attempt");
        auto code = needs_.cipher.open(text_in(input, "code_sealed"), attempt);
        if (code) {
            outcome = needs_.desk.exchange(text_in(input, "road"), *code, redirect_uri(input));
        } else {
            outcome.kind = CallOutcome::Kind::not_sent;
            outcome.reason = code.problem().detail;
        }
        if (outcome.kind == CallOutcome::Kind::accepted) {
            const auto sealed = needs_.cipher.seal(outcome.token, attempt);
            if (sealed) {
                answer.said["token_sealed"] = *sealed;
            } else {
                outcome.kind = CallOutcome::Kind::unknown;
                outcome.reason = sealed.problem().detail;
            }
        }
        answer.said["outcome"] = object_of(outcome);
    }

    Move take(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow& /*errand*/,
              const Answer& answer) const override {
        const CallOutcome outcome = outcome_of(answer.said.at("outcome").as_object());
        json::object value = value_of(attempt);
        switch (outcome.kind) {
            case CallOutcome::Kind::accepted:
                attempt.token_sealed = text_in(answer.said, "token_sealed");
                value.erase("code_sealed");
                set_value(attempt, value);
                return {Stage::inspect, 0, std::nullopt, "done", {}, "The code became a token.", {}};
            case CallOutcome::Kind::refused: {
                Move move = failed_with(connect_refusal::code_refused(outcome.error));
                move.trace_id = outcome.error.trace_id;
                return move;
            }
            case CallOutcome::Kind::not_sent:
                if (context.now_ms < value.at("code_at").as_int64() + code_life_ms) {
                    return {Stage::exchange, context.now_ms + pause_ms, std::nullopt, "retry", {}, outcome.reason, {}};
                }
                return failed_with(connect_refusal::time_over(outcome.reason));
            case CallOutcome::Kind::unknown:
                break;
        }
        return failed_with(connect_refusal::exchange_lost(outcome.reason));
    }

  private:
    // Meta, "Embedded Signup": a code of the SDK's popup is exchanged without redirect_uri, one that came back on our
    // address with that very address.
    [[nodiscard]] std::optional<std::string> redirect_uri(const json::object& input) const {
        if (text_in(input, "code_origin") != "sdk") return needs_.settings.public_url + "/connect/callback";
        const App* app = find_app(needs_.settings, text_in(input, "road"));
        if (app != nullptr && app->signup && app->signup->sdk_redirect_empty) return std::string();
        return std::nullopt;
    }
};

}  // namespace

std::unique_ptr<ConnectStep> exchange_step(const ConnectNeeds& needs) {
    return std::make_unique<Exchange>(needs);
}

}  // namespace coexist
