#include <boost/json.hpp>

#include "onboarding/refusals.hpp"
#include "onboarding/steps/steps.hpp"
#include "secrets/resolve.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::int64_t patience_ms = 10LL * 60'000;
constexpr std::int64_t look_again_ms = 60LL * 60'000;

/// One verified delivery of this WABA, before the one shot at the history is taken: what is asked for while nothing
/// arrives is lost. Any signed delivery that names the account counts, the platform's PARTNER_ADDED too.
class Delivery : public ConnectStep {
  public:
    using ConnectStep::ConnectStep;

    /// The self-test: whether our own public address answers the platform's handshake.
    void ask(const json::object& input, Answer& answer) const override {
        const App* app = find_app(needs_.settings, text_in(input, "road"));
        auto word = app != nullptr ? resolve(app->verify_token) : Result<ResolvedSecret>(Problem{});
        const json::value* delivered = input.if_contains("delivered");
        const bool came = delivered != nullptr && delivered->as_bool();
        if (came || !input.contains("delivery_since") || input.contains("delivery_skipped") || !word) return;
        const CallbackOverride callback{needs_.settings.public_url + "/webhooks/" + app->name, std::move(word->secret)};
        answer.said["self_test"] = object_of(needs_.desk.handshake(callback));
    }

    Move take(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow& /*errand*/,
              const Answer& answer) const override {
        json::object value = value_of(attempt);
        if (attempt.delivered_at > 0) {
            return {sync_left(attempt), 0, std::nullopt, "done", {}, "A delivery for this account arrived.", {}};
        }
        if (value.contains("delivery_skipped")) {
            return {
                sync_left(attempt), 0, std::nullopt, "warned", "delivery_skipped", "Gone on without a delivery.", {}};
        }
        if (!value.contains("delivery_since")) {
            value["delivery_since"] = context.now_ms;
            set_value(attempt, value);
            return {Stage::delivery,
                    context.now_ms + patience_ms,
                    std::nullopt,
                    "waiting",
                    {},
                    "Waits for the first delivery of this account.",
                    {}};
        }
        if (context.now_ms >= deadline_of(attempt)) {
            return {sync_left(attempt),
                    0,
                    std::nullopt,
                    "warned",
                    "delivery_skipped",
                    "A day is over, and no delivery was seen.",
                    {}};
        }
        return {
            Stage::delivery,
            context.now_ms + look_again_ms,
            std::nullopt,
            "warned",
            "delivery_not_seen",
            "No delivery for this account was seen. " + self_test(answer) +
                (provider_of(attempt) == Provider::meta
                     ? " An admin may go on without a delivery."
                     : " Contacts and history can be asked for until 24 hours after the connection: an admin may go "
                       "on without a delivery."),
            {}};
    }

  private:
    static std::string self_test(const Answer& answer) {
        const json::value* said = answer.said.if_contains("self_test");
        if (said == nullptr) return "The self-test could not be made.";
        const CallOutcome outcome = outcome_of(said->as_object());
        if (outcome.kind == CallOutcome::Kind::accepted) {
            return "The public address answers the platform's test, so look at the app's webhook settings at Meta.";
        }
        return "The public address does not answer the platform's test (" +
               (outcome.reason.empty() ? "HTTP " + std::to_string(outcome.http) : outcome.reason) +
               "): look at the reverse proxy and public_url.";
    }
};

}  // namespace

std::unique_ptr<ConnectStep> delivery_step(const ConnectNeeds& needs) {
    return std::make_unique<Delivery>(needs);
}

}  // namespace coexist
