#include "onboarding/added_wabas.hpp"
#include "onboarding/refusals.hpp"
#include "onboarding/steps/steps.hpp"

namespace coexist {
namespace {

/// The person is in the dialog. What ends the wait comes from outside (a code, a refusal); the errand is its clock.
class Waiting : public ConnectStep {
  public:
    using ConnectStep::ConnectStep;
    Move take(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow& /*errand*/,
              const Answer& /*answer*/) const override {
        if (context.now_ms >= attempt.expires_at) return failed_with(connect_refusal::expired());
        if (!added_wabas(attempt).empty()) {
            return {Stage::waiting,
                    attempt.expires_at,
                    std::nullopt,
                    "warned",
                    "code_not_seen",
                    "WhatsApp reports that a business has finished the dialog, but no code has come back here. If it "
                    "was this one: leave the dialog's window open until it closes by itself, or start the connection "
                    "again; the dialog is short then. An admin can also adopt the number by token.",
                    {}};
        }
        return {Stage::waiting, attempt.expires_at, std::nullopt, "waiting", {}, {}, {}};
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
