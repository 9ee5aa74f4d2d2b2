#include "onboarding/step.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "onboarding/refusals.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
constexpr std::int64_t first_pause_ms = 1000;
constexpr std::int64_t longest_pause_ms = 5LL * 60 * 1000;

}  // namespace

void ConnectStep::ask(const json::object& /*input*/, Answer& /*answer*/) const {}

json::object value_of(const ConnectAttemptRow& attempt) {
    if (attempt.value.empty()) return {};
    return json::parse(attempt.value).as_object();
}

Provider provider_of(const ConnectAttemptRow& attempt) {
    return text_in(value_of(attempt), "provider") == name_of(Provider::meta) ? Provider::meta : Provider::coex;
}

void set_value(ConnectAttemptRow& attempt, const json::object& value) {
    attempt.value = json::serialize(value);
}

json::object input_of(const ConnectAttemptRow& attempt) {
    json::object input = value_of(attempt);
    input["attempt"] = attempt.attempt_id;
    input["road"] = attempt.road;
    input["token_sealed"] = attempt.token_sealed;
    input["waba_id"] = attempt.waba_id.value;
    input["phone_number_id"] = attempt.phone_number_id.value;
    input["delivered"] = attempt.delivered_at > 0;
    return input;
}

std::string text_in(const json::object& from, const char* name) {
    const json::value* found = from.if_contains(name);
    const json::string* text = found != nullptr ? found->if_string() : nullptr;
    return text != nullptr ? std::string(*text) : std::string();
}

Result<Line> line_of(const json::object& input, const TokenCipher& cipher) {
    auto token = cipher.open(text_in(input, "token_sealed"), text_in(input, "attempt"));
    if (!token) return token.take_problem();
    return Line{text_in(input, "road"), PhoneNumberId(text_in(input, "phone_number_id")),
                WabaId(text_in(input, "waba_id")), std::move(token).value()};
}

bool may_ask_again(const CallOutcome& outcome) {
    if (outcome.kind != CallOutcome::Kind::refused) return true;
    return outcome.error.cure == Cure::retry || outcome.error.cure == Cure::wait;
}

std::int64_t deadline_of(const ConnectAttemptRow& attempt) {
    return (attempt.onboarded_at > 0 ? attempt.onboarded_at : attempt.created_at) + day_ms;
}

Move failed_with(Problem problem) {
    Move move;
    move.state = "failed";
    move.code = problem.code;
    move.detail = problem.detail;
    move.failed = std::move(problem);
    return move;
}

Move refused_for_good(const CallOutcome& outcome) {
    Move move = failed_with(connect_refusal::stage_refused(outcome.error));
    move.trace_id = outcome.error.trace_id;
    return move;
}

Move again_later(const WriteContext& context, const ConnectAttemptRow& attempt, const ErrandRow& errand, Stage stage,
                 const CallOutcome& outcome) {
    const std::string why = outcome.kind == CallOutcome::Kind::refused ? outcome.error.sentence : outcome.reason;
    if (context.now_ms >= deadline_of(attempt)) return failed_with(connect_refusal::time_over(why));
    const std::int64_t doublings = std::min<std::int64_t>(errand.attempts, 20);
    const std::int64_t pause = std::min(first_pause_ms << doublings, longest_pause_ms);
    Move move{stage, context.now_ms + pause, std::nullopt, "retry", {}, why, outcome.error.trace_id};
    if (outcome.error.code != 0) move.code = "platform_" + std::to_string(outcome.error.code);
    return move;
}

}  // namespace coexist
