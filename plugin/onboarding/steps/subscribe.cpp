#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "onboarding/refusals.hpp"
#include "onboarding/steps/steps.hpp"
#include "secrets/resolve.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

// Meta, "Onboarding WhatsApp Business app users", and what an account's own life needs.
constexpr std::array fields_needed{"messages", "account_update", "history", "smb_app_state_sync", "smb_message_echoes"};
constexpr std::size_t for_every_number = 2;  // of these; the others tell of the phone
constexpr std::int64_t look_again_ms = 60'000;

/// The WABA's webhooks to us, plainly first and then with our own callback where that is configured, read back.
class Subscribe : public ConnectStep {
  public:
    using ConnectStep::ConnectStep;

    void ask(const json::object& input, Answer& answer) const override {
        CallOutcome outcome;
        outcome.kind = CallOutcome::Kind::not_sent;
        const auto line = line_of(input, needs_.cipher);
        const App* app = find_app(needs_.settings, text_in(input, "road"));
        if (!line) {
            outcome.reason = line.problem().detail;
        } else if (app != nullptr && app->signup && app->signup->override_callback) {
            auto word = resolve(app->verify_token);
            if (word) {
                const CallbackOverride callback{needs_.settings.public_url + "/webhooks/" + app->name,
                                                std::move(word->secret)};
                outcome = needs_.desk.subscribe(*line, &callback);
            } else {
                outcome.reason = word.problem().detail;
            }
        } else {
            outcome = needs_.desk.subscribe(*line, nullptr);
        }
        answer.said["outcome"] = object_of(outcome);
    }

    Move take(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow& errand,
              const Answer& answer) const override {
        const CallOutcome outcome = outcome_of(answer.said.at("outcome").as_object());
        if (outcome.kind == CallOutcome::Kind::accepted) {
            const bool dedicated = provider_of(attempt) == Provider::meta;
            return {dedicated ? Stage::registering : Stage::fields,  0, std::nullopt, "done", {},
                    "WhatsApp delivers this account's events here.", {}};
        }
        if (may_ask_again(outcome)) return again_later(context, attempt, errand, Stage::subscribe, outcome);
        return refused_for_good(outcome);
    }
};

/// Whether the app gets every field that coexistence needs. A field that is added later does not bring what was before:
/// history that is asked for without the field is lost, so the wait is here.
class Fields : public ConnectStep {
  public:
    using ConnectStep::ConnectStep;

    void ask(const json::object& input, Answer& answer) const override {
        const FieldsOutcome outcome = needs_.desk.subscribed_fields(text_in(input, "road"));
        json::array missing;
        const bool dedicated = text_in(input, "provider") == name_of(Provider::meta);
        const auto end = fields_needed.begin() + (dedicated ? for_every_number : fields_needed.size());
        for (auto needed = fields_needed.begin(); needed != end; ++needed) {
            const char* field = *needed;
            if (std::find(outcome.fields.begin(), outcome.fields.end(), field) == outcome.fields.end()) {
                missing.emplace_back(field);
            }
        }
        answer.said["outcome"] = object_of(static_cast<const CallOutcome&>(outcome));
        answer.said["missing"] = std::move(missing);
    }

    Move take(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow& errand,
              const Answer& answer) const override {
        const json::object value = value_of(attempt);
        if (value.contains("fields_skipped") || context.now_ms >= deadline_of(attempt)) {
            return {Stage::delivery, 0, std::nullopt, "warned", "fields_missing", "Gone on without every field.", {}};
        }
        const CallOutcome outcome = outcome_of(answer.said.at("outcome").as_object());
        if (outcome.kind != CallOutcome::Kind::accepted) {
            if (may_ask_again(outcome)) return again_later(context, attempt, errand, Stage::fields, outcome);
            return {Stage::fields,
                    context.now_ms + look_again_ms,
                    std::nullopt,
                    "warned",
                    "fields_unknown",
                    "Meta does not tell which webhook fields the app gets: " + outcome.error.sentence,
                    outcome.error.trace_id};
        }
        const json::array& missing = answer.said.at("missing").as_array();
        if (missing.empty()) {
            return {Stage::delivery, 0, std::nullopt, "done", {}, "The app gets every field that is needed.", {}};
        }
        std::string names;
        for (const json::value& field : missing) {
            names += (names.empty() ? "" : ", ") + std::string(field.as_string());
        }
        return {Stage::fields,
                context.now_ms + look_again_ms,
                std::nullopt,
                "warned",
                "fields_missing",
                "The app does not get these webhook fields: " + names +
                    ". Subscribe to them in the App Dashboard (WhatsApp, Configuration); it goes on by itself then.",
                {}};
    }
};

}  // namespace

std::unique_ptr<ConnectStep> subscribe_step(const ConnectNeeds& needs) {
    return std::make_unique<Subscribe>(needs);
}

std::unique_ptr<ConnectStep> fields_step(const ConnectNeeds& needs) {
    return std::make_unique<Fields>(needs);
}

}  // namespace coexist
