#include "outbox/errand_gate.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

#include "runtime/timestamps.hpp"
#include "store/accounts.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::array persons_errands{"refresh", "sync_templates", "adopt"};

bool of_person(const ErrandRow& errand) {
    return std::find(persons_errands.begin(), persons_errands.end(), errand.kind) != persons_errands.end();
}

/// Nothing: of no limit that is looked at here.
std::optional<CallFor> waits_for(const ErrandRow& errand) {
    if (errand.kind == "check") return CallFor::background;
    return of_person(errand) ? std::optional(CallFor::person) : std::nullopt;
}

/// Over which app an errand's calls go, and about what.
struct Course {
    std::string road;
    std::string waba;
    std::string number;
};

std::string text_in(const json::object& from, const char* name) {
    const json::value* found = from.if_contains(name);
    const json::string* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

std::optional<Course> course_of(Session& reader, const ErrandRow& errand) {
    if (errand.account != 0) {
        const auto account = find_account(reader, errand.account);
        if (!account) return std::nullopt;
        return Course{account->road, account->waba_id.value, account->phone_number_id.value};
    }
    const json::object input = json::parse(errand.input).as_object();
    return Course{text_in(input, "road"), text_in(input, "waba_id"), text_in(input, "phone_number_id")};
}

std::string ask_again_after(std::int64_t until) {
    constexpr std::int64_t second_ms = 1000;
    const std::int64_t whole = (until + second_ms - 1) / second_ms * second_ms;
    return "Ask again after " + rfc3339(whole) + ". Messages are sent and received meanwhile.";
}

/// Whether the platform, or we in its place, refused a call for its limit on them (Meta, "Cloud API: error codes").
bool for_its_limit(const CallOutcome& outcome) {
    constexpr std::int64_t app_limit = 4;
    constexpr std::int64_t waba_limit = 80007;
    if (outcome.kind != CallOutcome::Kind::refused) return false;
    return outcome.error.code == app_limit || outcome.error.code == waba_limit ||
           outcome.error.code == calls_used_up_code;
}

}  // namespace

std::int64_t refused_for_ms(const Answer& answer) {
    const json::value* told = answer.said.if_contains("wait_ms");
    return told == nullptr ? 0 : told->to_number<std::int64_t>();
}

Answer ErrandGate::pass(Session& reader, const ErrandRow& errand, const std::function<Answer()>& run) const {
    const std::int64_t now = clock_.now_ms();
    const auto whom = waits_for(errand);
    if (whom && usage_->pressed(now)) {
        if (const auto course = course_of(reader, errand)) {
            const std::int64_t until = usage_->next_at(*whom, course->road, {course->waba, course->number}, now);
            if (until > now) return refusal(errand, until, now);
            if (whom == CallFor::background) usage_->left(course->road, {course->waba, course->number}, now);
        }
    }
    Answer answer = run();
    say_how_long(reader, errand, answer);
    return answer;
}

Answer ErrandGate::refusal(const ErrandRow& errand, std::int64_t until, std::int64_t now) const {
    CallOutcome outcome;
    outcome.kind = CallOutcome::Kind::refused;
    outcome.error.code = calls_used_up_code;
    outcome.error.cure = Cure::wait;
    outcome.error.sentence = "WhatsApp takes no more questions about this account for a while: its hour's are used up.";
    outcome.error.next = ask_again_after(until);
    Answer answer{errand.operation_id, errand.kind, {}};
    answer.said["outcome"] = object_of(outcome);
    answer.said["wait_ms"] = until - now;
    return answer;
}

void ErrandGate::say_how_long(Session& reader, const ErrandRow& errand, Answer& answer) const {
    json::value* said = answer.said.if_contains("outcome");
    if (said == nullptr) return;
    CallOutcome outcome = outcome_of(said->as_object());
    const auto course = for_its_limit(outcome) ? course_of(reader, errand) : std::nullopt;
    if (!course) return;
    const std::int64_t now = clock_.now_ms();
    const std::int64_t until = usage_->next_at(CallFor::person, course->road, {course->waba, course->number}, now);
    if (until <= now) return;
    if (of_person(errand)) {
        outcome.error.next = ask_again_after(until);
        *said = object_of(outcome);
    }
    answer.said["wait_ms"] = until - now;
}

}  // namespace coexist
