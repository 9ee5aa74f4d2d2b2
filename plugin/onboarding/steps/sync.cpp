#include <algorithm>
#include <boost/json.hpp>

#include "model/account_state.hpp"
#include "onboarding/account_record.hpp"
#include "onboarding/import_gate.hpp"
#include "onboarding/refusals.hpp"
#include "onboarding/steps/steps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

// Meta, "Onboarding WhatsApp Business app users": the errors of smb_app_data.
constexpr std::int64_t asked_before = 2593107;
constexpr std::int64_t outside_24_hours = 2593108;
constexpr std::int64_t repeat_before_end_ms = 6LL * 60 * 60 * 1000;

std::string& mark_of(ConnectAttemptRow& attempt, SyncKind kind) {
    return kind == SyncKind::contacts ? attempt.contacts : attempt.history;
}

const char* name_of(SyncKind kind) {
    return kind == SyncKind::contacts ? "contacts" : "history";
}

/// Whether what was asked for came while the answer to the request was still awaited; forgets it.
bool came_meanwhile(ConnectAttemptRow& attempt, SyncKind kind) {
    json::object value = value_of(attempt);
    const bool came = value.erase(came_mark(kind)) > 0;
    set_value(attempt, value);
    return came;
}

/// Whatever is left after this kind: settling what got lost, the other one, then the end.
Move on_from(WriteContext& context, const ConnectAttemptRow& attempt, Move line) {
    line.to = sync_left(attempt);
    if (line.to == Stage::settle) {
        line.not_before = std::max(context.now_ms, deadline_of(attempt) - repeat_before_end_ms);
    }
    return line;
}

/// Asks the phone, over the platform, for its address book or its history: each once a connection. A lost answer is not
/// repeated blindly (a blind retry has broken a business's phone app before): what arrives settles it, else one repeat
/// late in the 24 hours, where 2593107 says that the first one was accepted. The platform wants the contacts first, the
/// history second: while it is open whether the request for the contacts arrived, the history is not asked for.
class Sync : public ConnectStep {
  public:
    Sync(const ConnectNeeds& needs, SyncKind kind) : ConnectStep(needs), kind_(kind) {}

    void ask(const json::object& input, Answer& answer) const override {
        SyncOutcome outcome;
        const auto line = line_of(input, needs_.cipher);
        if (line) {
            outcome = needs_.desk.request_sync(*line, kind_);
            answer.said["request_id"] = outcome.request_id;
        } else {
            outcome.kind = CallOutcome::Kind::not_sent;
            outcome.reason = line.problem().detail;
        }
        answer.said["outcome"] = object_of(static_cast<const CallOutcome&>(outcome));
    }

    Move take(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow& errand,
              const Answer& answer) const override {
        Move move = decide(context, attempt, errand, answer);
        if (kind_ == SyncKind::history) note_history_request(context, attempt);
        return move;
    }

  private:
    Move decide(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow& errand,
                const Answer& answer) const {
        const CallOutcome outcome = outcome_of(answer.said.at("outcome").as_object());
        std::string& mark = mark_of(attempt, kind_);
        const std::string what = name_of(kind_);
        const bool came = came_meanwhile(attempt, kind_);
        Move line;
        line.trace_id = outcome.error.trace_id;
        if (outcome.kind == CallOutcome::Kind::accepted) {
            mark = "accepted";
            line.detail =
                "WhatsApp took the request for the " + what + " (request " + text_in(answer.said, "request_id") + ").";
            return on_from(context, attempt, line);
        }
        if (outcome.kind == CallOutcome::Kind::unknown && came) {
            mark = "accepted";
            line.detail =
                "WhatsApp's answer to the request for the " + what + " got lost, but what was asked for comes.";
            return on_from(context, attempt, line);
        }
        if (outcome.kind == CallOutcome::Kind::unknown) {
            const bool repeated = mark == "unknown";
            mark = repeated ? "lost" : "unknown";
            line.state = "warned";
            line.code = what + "_unknown";
            line.detail = "The request for the " + what + " left and its answer got lost: " + outcome.reason +
                          (repeated ? " It was the last try." : " What arrives settles it, else one late repeat.");
            return on_from(context, attempt, line);
        }
        if (outcome.kind == CallOutcome::Kind::refused) {
            if (outcome.error.code == asked_before) {
                mark = "accepted";
                line.code = "platform_2593107";
                line.detail = "WhatsApp has had the request for the " + what + " of this connection already.";
                return on_from(context, attempt, line);
            }
            if (outcome.error.code != outside_24_hours && outcome.error.cure == Cure::reconnect) {
                return refused_for_good(outcome);
            }
        }
        if (may_ask_again(outcome) && context.now_ms < deadline_of(attempt)) {
            const Stage stage = kind_ == SyncKind::contacts ? Stage::contacts : Stage::history;
            return again_later(context, attempt, errand, stage, outcome);
        }
        mark = "missed";
        line.state = "warned";
        line.code = outcome.error.code == 0 ? what + "_missed" : "platform_" + std::to_string(outcome.error.code);
        line.detail = "The " + what + " cannot be imported any more: " +
                      (outcome.kind == CallOutcome::Kind::refused ? outcome.error.sentence : outcome.reason) +
                      " To import, the owner disconnects on the phone and connects anew. New messages work normally.";
        return on_from(context, attempt, line);
    }

    const SyncKind kind_;
};

/// The late look at what got lost: by then what arrived has settled it, or it is asked for once more.
class Settle : public ConnectStep {
  public:
    using ConnectStep::ConnectStep;
    Move take(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow& /*errand*/,
              const Answer& /*answer*/) const override {
        if (attempt.contacts != "unknown" && attempt.history.empty()) {
            return {Stage::history, 0, std::nullopt, "done", {}, "The history is asked for now.", {}};
        }
        const bool late = context.now_ms >= deadline_of(attempt) - repeat_before_end_ms;
        for (const SyncKind kind : {SyncKind::contacts, SyncKind::history}) {
            if (mark_of(attempt, kind) != "unknown") continue;
            if (!late) {
                return {
                    Stage::settle, deadline_of(attempt) - repeat_before_end_ms, std::nullopt, "waiting", {}, {}, {}};
            }
            return {kind == SyncKind::contacts ? Stage::contacts : Stage::history,
                    0,
                    std::nullopt,
                    "retry",
                    {},
                    std::string("Nothing of the ") + name_of(kind) + " has arrived: it is asked for once more.",
                    {}};
        }
        return {Stage::done, 0, std::nullopt, "done", {}, "What arrived settled it.", {}};
    }
};

}  // namespace

Stage sync_left(const ConnectAttemptRow& attempt) {
    if (provider_of(attempt) == Provider::meta) return Stage::done;  // there is no phone to ask
    if (attempt.contacts.empty()) return Stage::contacts;
    if (attempt.contacts == "unknown") return Stage::settle;
    if (attempt.history.empty()) return Stage::history;
    return attempt.history == "unknown" ? Stage::settle : Stage::done;
}

const char* came_mark(SyncKind kind) {
    return kind == SyncKind::contacts ? "contacts_came" : "history_came";
}

std::unique_ptr<ConnectStep> sync_step(const ConnectNeeds& needs, SyncKind kind) {
    return std::make_unique<Sync>(needs, kind);
}

std::unique_ptr<ConnectStep> settle_step(const ConnectNeeds& needs) {
    return std::make_unique<Settle>(needs);
}

ConnectSteps make_connect_steps(const ConnectNeeds& needs) {
    ConnectSteps steps;
    steps[Stage::waiting] = waiting_step(needs);
    steps[Stage::claim] = claim_step(needs);
    steps[Stage::exchange] = exchange_step(needs);
    steps[Stage::inspect] = inspect_step(needs);
    steps[Stage::numbers] = numbers_step(needs);
    steps[Stage::choose] = choose_step(needs);
    steps[Stage::subscribe] = subscribe_step(needs);
    steps[Stage::registering] = registration_step(needs);
    steps[Stage::fields] = fields_step(needs);
    steps[Stage::delivery] = delivery_step(needs);
    steps[Stage::contacts] = sync_step(needs, SyncKind::contacts);
    steps[Stage::history] = sync_step(needs, SyncKind::history);
    steps[Stage::settle] = settle_step(needs);
    return steps;
}

}  // namespace coexist
