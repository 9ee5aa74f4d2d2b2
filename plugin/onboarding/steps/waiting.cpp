#include <boost/json.hpp>

#include "onboarding/added_wabas.hpp"
#include "onboarding/refusals.hpp"
#include "onboarding/steps/steps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::int64_t doubt_ms = 24LL * 60 * 60 * 1000;  // a dialog may be finished long after its hour is over

/// The person is in the dialog. What ends the wait comes from outside (a code, a refusal); the errand is its clock.
class Waiting : public ConnectStep {
  public:
    using ConnectStep::ConnectStep;
    Move take(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow& /*errand*/,
              const Answer& /*answer*/) const override {
        if (context.now_ms >= attempt.expires_at) return failed_with(connect_refusal::expired());
        const json::object value = value_of(attempt);
        const std::size_t reported = added_wabas(attempt).size();
        const json::value* seen = value.if_contains("looked_up");
        if (reported > (seen != nullptr ? static_cast<std::size_t>(seen->to_number<std::int64_t>()) : 0)) {
            return without_code(context, attempt, value);
        }
        return {Stage::waiting, attempt.expires_at, std::nullopt, "waiting", {}, {}, {}};
    }

  private:
    // WhatsApp reports a finished dialog without saying whose. Without the partner's own token nothing can be done with
    // that; with it, the number that a person named decides, and only while no other hotel could be meant.
    [[nodiscard]] Move without_code(WriteContext& context, const ConnectAttemptRow& attempt,
                                    const json::object& value) const {
        const App* app = find_app(needs_.settings, attempt.road);
        const std::string begin =
            "WhatsApp reports that a business has finished the dialog, but no code has come back "
            "here. If it was this one: ";
        Move move{Stage::waiting, attempt.expires_at, std::nullopt, "warned", "code_not_seen", {}, {}};
        if (app == nullptr || !app->signup || !app->signup->partner_token) {
            move.detail = begin +
                          "leave the dialog's window open until it closes by itself, or start the connection "
                          "again. An admin can also adopt the number by token, or set "
                          "signup.partner_token, with which no code is needed.";
        } else if (others_began(context.session, attempt, context.now_ms - doubt_ms)) {
            move.detail = begin +
                          "start the connection again and stay until the dialog's window closes by itself. "
                          "It cannot be completed without the code, because another hotel has begun a "
                          "connection over the same app within a day, and may be the one that finished.";
        } else if (text_in(value, "phone").empty()) {
            move.code = "number_needed";
            move.detail = begin + "say which number it was (\"phone\"). It is connected without the code then.";
        } else {
            move = {Stage::claim,
                    0,
                    std::nullopt,
                    "done",
                    "partner_added",
                    "WhatsApp reports that a business has finished the dialog; it is looked up.",
                    {}};
        }
        return move;
    }
};

/// Several numbers: a person chooses until the platform's 24 hours are over.
class Choose : public ConnectStep {
  public:
    using ConnectStep::ConnectStep;
    Move take(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow& /*errand*/,
              const Answer& /*answer*/) const override {
        if (context.now_ms >= deadline_of(attempt)) {
            return failed_with(connect_refusal::time_over("nobody said which of several numbers is meant."));
        }
        return {Stage::choose, deadline_of(attempt), std::nullopt, "waiting", {}, {}, {}};
    }
};

}  // namespace

std::unique_ptr<ConnectStep> waiting_step(const ConnectNeeds& needs) {
    return std::make_unique<Waiting>(needs);
}

std::unique_ptr<ConnectStep> choose_step(const ConnectNeeds& needs) {
    return std::make_unique<Choose>(needs);
}

}  // namespace coexist
