#include <algorithm>
#include <boost/json.hpp>

#include "actions/catalogue.hpp"
#include "api/answers.hpp"
#include "api/body.hpp"
#include "api/routes.hpp"
#include "config/embedded.hpp"
#include "config/json_schema.hpp"
#include "diagnosis/document.hpp"
#include "diagnosis/gathered.hpp"
#include "diagnosis/words.hpp"
#include "onboarding/refusals.hpp"
#include "onboarding/step.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

const JsonSchema& question_schema() {
    static const auto* const schema =
        new Result<JsonSchema>(JsonSchema::compile(embedded::file("diagnosis/question.schema.json")));
    return schema->value();
}

Problem screen_unknown() {
    return {Refusal::invalid,
            "screen_unknown",
            "One of the screens in \"saw\" is not known.",
            "Use the ids that GET /v1/diagnosis lists, or describe the screen in \"words\".",
            {}};
}

/// The screens of the question; a problem where one is not known.
Result<std::vector<std::string>> screens_in(const json::object& question) {
    std::vector<std::string> screens;
    const json::value* saw = question.if_contains("saw");
    if (saw == nullptr) return screens;
    const std::vector<std::string>& known = diagnosis_rules().screens;
    for (const json::value& one : saw->as_array()) {
        screens.emplace_back(one.as_string());
        if (std::find(known.begin(), known.end(), screens.back()) == known.end()) return screen_unknown();
    }
    return screens;
}

std::string words_of_code(const std::string& code, std::string_view locale) {
    const std::string own = text_at(diagnosis_words(locale), {"codes", code});
    if (!own.empty()) return own;
    const auto known = refusal_text(code, locale);
    return known ? std::string(known->detail) : std::string();
}

Outcome gather(const Call& call, const json::object& question, std::int64_t now_ms, CaseFile& file) {
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const Settings& settings = *call.services.settings;
    const std::string account = text_in(question, "account");
    if (const std::string operation = text_in(question, "operation"); !operation.empty()) {
        const auto attempt = find_connect_attempt(*session, OperationId(operation));
        if (!attempt || !call.actor.serves(attempt->tenant)) return connect_refusal::attempt_unknown();
        gather_attempt(*session, settings, *attempt, now_ms, file);
    }
    if (!account.empty()) {
        const auto row = account_asked(call, *session, account);
        if (!row) return row.problem();
        gather_account(*session, settings, *row, file);
    }
    return std::monostate{};
}

}  // namespace

Result<HttpAnswer> show_diagnosis(const Call& call) {
    return json_answer(diagnosis_catalogue(diagnosis_rules(), call.actor.locale));
}

Result<HttpAnswer> diagnose(const Call& call) {
    const auto question = object_in(call.request.body);
    if (!question) return question.problem();
    std::vector<ProblemError> faults = question_schema().check(*question);
    if (!faults.empty()) {
        return Problem{Refusal::invalid, "input_invalid", "The question does not say what to diagnose.",
                       "Name an operation, an account, screens or words; see what is listed.", std::move(faults)};
    }
    const auto screens = screens_in(*question);
    if (!screens) return screens.problem();
    const std::int64_t now_ms = call.services.clock.now_ms();
    CaseFile file;
    if (auto gathered = gather(call, *question, now_ms, file); !gathered) return gathered.take_problem();
    gather_seen(*screens, text_in(*question, "words"), file);
    const std::string& locale = call.actor.locale;
    return json_answer(diagnosis_document(diagnosis_rules(), file, now_ms, locale,
                                          [&locale](const std::string& code) { return words_of_code(code, locale); }));
}

}  // namespace coexist
