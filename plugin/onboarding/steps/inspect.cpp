#include <algorithm>
#include <boost/json.hpp>

#include "onboarding/added_wabas.hpp"
#include "onboarding/refusals.hpp"
#include "onboarding/steps/steps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::int64_t patience_ms = 10LL * 60'000;
constexpr std::int64_t look_again_ms = 30'000;
constexpr const char* scopes_needed[] = {"whatsapp_business_management", "whatsapp_business_messaging"};

json::object object_of(const Grant& grant) {
    json::array scopes;
    for (const std::string& scope : grant.scopes) scopes.emplace_back(scope);
    json::array wabas;
    for (const WabaId& waba : grant.wabas) wabas.emplace_back(waba.value);
    return {{"app_id", grant.app_id},
            {"user_id", grant.user_id},
            {"valid", grant.valid},
            {"scopes", scopes},
            {"wabas", wabas}};
}

bool contains(const json::array& list, std::string_view wanted) {
    return std::any_of(list.begin(), list.end(), [&](const json::value& one) { return one.as_string() == wanted; });
}

/// What the token opens: our app, both permissions, which WABAs. What the browser said is only believed where the
/// platform says it too.
class Inspect : public ConnectStep {
  public:
    using ConnectStep::ConnectStep;

    void ask(const json::object& input, Answer& answer) const override {
        GrantOutcome outcome;
        const auto line = line_of(input, needs_.cipher);
        if (line) {
            outcome = needs_.desk.inspect(line->road, line->token);
            answer.said["grant"] = object_of(outcome.grant);
        } else {
            outcome.kind = CallOutcome::Kind::not_sent;
            outcome.reason = line.problem().detail;
        }
        answer.said["outcome"] = coexist::object_of(static_cast<const CallOutcome&>(outcome));
    }

    Move take(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow& errand,
              const Answer& answer) const override {
        const CallOutcome outcome = outcome_of(answer.said.at("outcome").as_object());
        if (outcome.kind != CallOutcome::Kind::accepted) {
            if (may_ask_again(outcome)) return again_later(context, attempt, errand, Stage::inspect, outcome);
            return refused_for_good(outcome);
        }
        const json::object& grant = answer.said.at("grant").as_object();
        if (!grant.at("valid").as_bool()) return failed_with(connect_refusal::token_invalid());
        const App* app = find_app(needs_.settings, attempt.road);
        if (app == nullptr || app->app_id != grant.at("app_id").as_string()) {
            return failed_with(connect_refusal::token_of_other_app());
        }
        for (const char* scope : scopes_needed) {
            if (!contains(grant.at("scopes").as_array(), scope)) {
                return failed_with(connect_refusal::scope_missing(scope));
            }
        }
        json::object value = value_of(attempt);
        json::array wabas = grant.at("wabas").as_array();
        const std::string reported = text_in(value, "reported_waba");
        // Meta sometimes names no WABA in the token. Then the browser's word is tried, or what was reported as added:
        // reading the numbers of that account with this token is what confirms it.
        const bool named = !wabas.empty();
        if (!named && !reported.empty()) wabas.emplace_back(reported);
        if (wabas.empty()) {
            for (const AddedWaba& added : added_wabas(attempt)) wabas.emplace_back(added.waba.value);
        }
        if (wabas.empty() && context.now_ms < value.at("code_at").as_int64() + patience_ms) {
            return {Stage::inspect,
                    context.now_ms + look_again_ms,
                    std::nullopt,
                    "waiting",
                    "waba_not_named",
                    "The permission names no WhatsApp Business Account. Waits until the dialog's window or WhatsApp "
                    "itself tells which one it is.",
                    {}};
        }
        if (wabas.empty()) return failed_with(connect_refusal::without_waba());
        if (!named) value["unconfirmed"] = true;
        if (!reported.empty() && !contains(wabas, reported)) {
            return failed_with(connect_refusal::ids_not_confirmed());
        }
        const std::string count = std::to_string(wabas.size());
        value["wabas"] = std::move(wabas);
        value["user_id"] = grant.at("user_id");
        set_value(attempt, value);
        return {Stage::numbers, 0, std::nullopt, "done", {}, "The token opens " + count + " business account(s).", {}};
    }
};

}  // namespace

std::unique_ptr<ConnectStep> inspect_step(const ConnectNeeds& needs) {
    return std::make_unique<Inspect>(needs);
}

}  // namespace coexist
