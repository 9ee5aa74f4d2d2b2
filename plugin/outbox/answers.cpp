#include "outbox/answers.hpp"

#include <boost/json.hpp>

#include "outbox/errand_gate.hpp"
#include "runtime/problem_json.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

std::string text(const json::object& from, const char* name) {
    const json::value* found = from.if_contains(name);
    return found == nullptr ? std::string() : std::string(found->as_string());
}

std::int64_t number(const json::object& from, const char* name) {
    const json::value* found = from.if_contains(name);
    return found == nullptr ? 0 : found->as_int64();
}

constexpr const char* kinds[] = {"accepted", "refused", "not_sent", "unknown"};

CallOutcome::Kind kind_named(std::string_view name) {
    for (int kind = 0; kind < 4; ++kind) {
        if (name == kinds[kind]) return static_cast<CallOutcome::Kind>(kind);
    }
    return CallOutcome::Kind::unknown;
}

json::object error_object(const PlatformError& error) {
    return {{"http", error.http},
            {"code", error.code},
            {"subcode", error.subcode},
            {"details", error.details},
            {"trace_id", error.trace_id},
            {"cure", static_cast<int>(error.cure)},
            {"effect", static_cast<int>(error.effect)},
            {"sentence", error.sentence},
            {"next", error.next}};
}

PlatformError error_of(const json::object& from) {
    PlatformError error;
    error.http = static_cast<int>(number(from, "http"));
    error.code = number(from, "code");
    error.subcode = number(from, "subcode");
    error.details = text(from, "details");
    error.trace_id = text(from, "trace_id");
    error.cure = static_cast<Cure>(number(from, "cure"));
    error.effect = static_cast<AccountEffect>(number(from, "effect"));
    error.sentence = text(from, "sentence");
    error.next = text(from, "next");
    return error;
}

}  // namespace

std::string text_of(const Answer& answer) {
    json::object out = answer.said;
    out["operation"] = answer.operation.value;
    out["what"] = answer.what;
    return json::serialize(out);
}

Answer answer_from(std::string_view from) {
    json::value parsed = json::parse(json::string_view(from.data(), from.size()));
    Answer answer;
    answer.said = std::move(parsed.as_object());
    answer.operation = OperationId(std::string(answer.said.at("operation").as_string()));
    answer.what = std::string(answer.said.at("what").as_string());
    return answer;
}

json::object object_of(const CallOutcome& outcome) {
    json::object out{{"kind", kinds[static_cast<int>(outcome.kind)]}, {"http", outcome.http}};
    if (!outcome.reason.empty()) out["reason"] = outcome.reason;
    if (!outcome.body.empty()) out["body"] = outcome.body;
    if (outcome.kind == CallOutcome::Kind::refused) out["error"] = error_object(outcome.error);
    return out;
}

CallOutcome outcome_of(const json::object& said) {
    CallOutcome outcome;
    outcome.kind = kind_named(text(said, "kind"));
    outcome.http = static_cast<int>(number(said, "http"));
    outcome.reason = text(said, "reason");
    outcome.body = text(said, "body");
    if (const json::value* error = said.if_contains("error")) outcome.error = error_of(error->as_object());
    return outcome;
}

json::object object_of(const NumberNode& number) {
    json::object out{{"digits", number.digits},
                     {"verified_name", number.verified_name},
                     {"platform_type", number.platform_type},
                     {"status", number.status},
                     {"quality_rating", number.quality_rating}};
    if (number.is_on_biz_app) out["is_on_biz_app"] = *number.is_on_biz_app;
    if (!number.throughput.empty()) out["throughput"] = number.throughput;
    if (number.last_onboarded_at > 0) out["last_onboarded_at"] = number.last_onboarded_at;
    return out;
}

NumberNode number_of(const json::object& said) {
    const auto text = [&](const char* name) { return std::string(said.at(name).as_string()); };
    NumberNode number{text("digits"),
                      text("verified_name"),
                      std::nullopt,
                      text("platform_type"),
                      text("status"),
                      text("quality_rating"),
                      0,
                      {}};
    if (const json::value* level = said.if_contains("throughput")) number.throughput = std::string(level->as_string());
    if (const json::value* on_app = said.if_contains("is_on_biz_app")) number.is_on_biz_app = on_app->as_bool();
    if (const json::value* at = said.if_contains("last_onboarded_at")) number.last_onboarded_at = at->as_int64();
    return number;
}

std::int64_t asked_at(const Answer& answer, std::int64_t fallback) {
    const json::value* told = answer.said.if_contains("asked_at");
    return told == nullptr ? fallback : told->as_int64();
}

Problem problem_of(const PlatformError& error) {
    const Refusal refusal = error.cure == Cure::reconnect                           ? Refusal::auth
                            : error.cure == Cure::wait || error.cure == Cure::retry ? Refusal::rate_limited
                                                                                    : Refusal::conflict;
    const std::string code = error.code == not_offered_code     ? "not_offered_by_gateway"
                             : error.code == calls_used_up_code ? "platform_calls_used_up"
                             : error.code <= 0                  ? "platform_refused"
                                                                : "platform_" + std::to_string(error.code);
    return {refusal, code, error.sentence, error.next, {}};
}

json::object problem_object(const CallOutcome& outcome) {
    if (outcome.kind == CallOutcome::Kind::not_sent) {
        return problem_json({Refusal::unavailable,
                             "platform_unreachable",
                             "WhatsApp could not be reached: " + outcome.reason,
                             "Nothing was sent. Check the network of this server, then send again.",
                             {}});
    }
    if (outcome.kind != CallOutcome::Kind::refused) {
        return problem_json(
            {Refusal::timeout,
             "outcome_unknown",
             "The message left, but no answer came: " + outcome.reason,
             "It may have arrived. Look in the WhatsApp app of the number, or ask the guest, before you "
             "send it again.",
             {}});
    }
    json::object out = problem_json(problem_of(outcome.error));
    out["platform_code"] = outcome.error.code;
    if (outcome.error.subcode != 0) out["platform_subcode"] = outcome.error.subcode;
    if (!outcome.error.details.empty()) out["platform_details"] = outcome.error.details;
    if (!outcome.error.trace_id.empty()) out["trace_id"] = outcome.error.trace_id;
    return out;
}

}  // namespace coexist
