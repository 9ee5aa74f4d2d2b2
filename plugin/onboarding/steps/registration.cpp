#include <algorithm>
#include <boost/json.hpp>

#include "onboarding/refusals.hpp"
#include "onboarding/steps/steps.hpp"
#include "secrets/resolve.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

using Found = RegisterOutcome::Found;

constexpr std::size_t pin_digits = 6;  // Meta, "Two-step verification"

bool well_formed(const Secret& pin) {
    const std::string_view text = pin.reveal();
    return text.size() == pin_digits &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The number's own PIN is another one, or the platform takes none for now.
bool of_the_pin(const CallOutcome& outcome) {
    const std::int64_t code = outcome.error.code;
    return outcome.kind == CallOutcome::Kind::refused && (code == 133005 || code == 133008 || code == 133009);
}

/// A dedicated number gets its place on the platform, after a last look that it is on no phone.
class Registration : public ConnectStep {
  public:
    using ConnectStep::ConnectStep;

    void ask(const json::object& input, Answer& answer) const override {
        RegisterOutcome outcome;
        outcome.kind = CallOutcome::Kind::not_sent;
        const auto line = line_of(input, needs_.cipher);
        const App* app = find_app(needs_.settings, text_in(input, "road"));
        if (!line) {
            outcome.reason = line.problem().detail;
        } else if (app == nullptr || !app->signup || !app->signup->dedicated) {
            answer.said["no_pin"] = true;
        } else {
            const auto pin = resolve(app->signup->dedicated->pin);
            if (!pin) {
                outcome.reason = pin.problem().detail;
            } else if (!well_formed(pin->secret)) {
                answer.said["no_pin"] = true;
            } else {
                outcome = needs_.desk.register_dedicated(*line, pin->secret);
            }
        }
        answer.said["outcome"] = object_of(static_cast<const CallOutcome&>(outcome));
        answer.said["found"] = static_cast<int>(outcome.found);
    }

    Move take(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow& errand,
              const Answer& answer) const override {
        if (answer.said.contains("no_pin")) return failed_with(connect_refusal::pin_missing());
        const CallOutcome outcome = outcome_of(answer.said.at("outcome").as_object());
        const auto found = static_cast<Found>(answer.said.at("found").to_number<int>());
        if (outcome.kind != CallOutcome::Kind::accepted) {
            if (of_the_pin(outcome)) return failed_with(connect_refusal::pin_refused());
            if (may_ask_again(outcome)) return again_later(context, attempt, errand, Stage::registering, outcome);
            return refused_for_good(outcome);
        }
        if (found == Found::on_phone) {
            NumberNode number;
            number.is_on_biz_app = true;
            const auto refused = needs_.channels.at(Provider::meta)->refuses(number);
            return failed_with(refused.value_or(connect_refusal::number_mode_unknown()));
        }
        if (found == Found::not_told) return failed_with(connect_refusal::number_mode_unknown());
        return {Stage::fields,
                0,
                std::nullopt,
                "done",
                {},
                found == Found::to_register ? "The number is registered on WhatsApp's platform."
                                            : "The number was on WhatsApp's platform already.",
                {}};
    }
};

}  // namespace

std::unique_ptr<ConnectStep> registration_step(const ConnectNeeds& needs) {
    return std::make_unique<Registration>(needs);
}

}  // namespace coexist
