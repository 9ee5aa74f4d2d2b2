#include "actions/check_setup.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "actions/signup_app.hpp"
#include "onboarding/connect_state.hpp"
#include "onboarding/setup_check.hpp"
#include "onboarding/step.hpp"
#include "runtime/timestamps.hpp"
#include "store/road_arrivals.hpp"
#include "store/setup_checks.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr const char* kind = "check_setup";
constexpr std::int64_t look_every_ms = 500;  // whether the test came: what was answered with 200 is in a journal
constexpr std::int64_t most_looks = 20;

json::array array_of(const std::vector<SetupCheck>& checks) {
    json::array list;
    for (const SetupCheck& check : checks) list.push_back(object_of(check));
    return list;
}

/// Between the worker that sent the test and the writer that looks whether it came.
json::object object_of_test(const SelfTest& test) {
    return {{"url", test.url}, {"outcome", object_of(test.sent)}, {"code", test.sent.code}};
}

SelfTest test_from(const json::object& said) {
    SelfTest test{text_in(said, "url"), {}};
    static_cast<CallOutcome&>(test.sent) = outcome_of(said.at("outcome").as_object());
    test.sent.code = text_in(said, "code");
    return test;
}

}  // namespace

std::optional<Problem> CheckSetup::blocked(Session& /*session*/, const AccountRow* /*account*/,
                                           std::int64_t /*now*/) const {
    return signup_app_missing(desk_.settings, provider_);
}

Outcome CheckSetup::prepare(Session& /*session*/, const AccountRow* /*account*/, Command& command) const {
    const auto app = signup_app(desk_.settings, provider_, text_in(command.input, "road"));
    if (!app) return app.problem();
    const auto word = ConnectState::random_id();
    if (!word) return word.problem();
    command.input["road"] = (*app)->name;
    command.input["word"] = *word;
    return std::monostate{};
}

void CheckSetup::apply(WriteContext& context, const Command& command, OperationRow& /*operation*/) const {
    const json::object input{{"road", text_in(command.input, "road")}, {"word", text_in(command.input, "word")}};
    insert_errand(context.session, {command.operation, kind, 0, json::serialize(input), 0, 0});
}

Answer CheckSetup::run(const ErrandRow& errand) const {
    Answer answer{errand.operation_id, errand.kind, json::parse(errand.input).as_object()};
    if (answer.said.contains("checks")) return answer;  // all was asked; the test is still on its way
    const App* app = find_app(desk_.settings, text_in(answer.said, "road"));
    if (app == nullptr) return answer;
    SignupDesk& desk = desk_.saga.desk();
    // An older program asked without a word: such a test could not be told from others.
    if (const std::string word = text_in(answer.said, "word"); !word.empty()) {
        answer.said["test"] = object_of_test(send_self_test(desk, desk_.settings, *app, word));
    }
    answer.said["checks"] = array_of(checks_of_configuration(desk_.settings, *app, provider_));
    json::array asked = array_of(checks_of_platform(desk, desk_.settings, *app, provider_));
    json::array& all = answer.said["checks"].as_array();
    all.insert(all.end(), asked.begin(), asked.end());
    return answer;
}

std::optional<ErrandRow> CheckSetup::answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                              OperationRow& operation) const {
    const std::string road = text_in(answer.said, "road");
    const json::value* checks = answer.said.if_contains("checks");
    if (checks == nullptr) {
        fail(operation, {Refusal::config,
                         "road_unknown",
                         "The app \"" + road + "\" is not in the configuration any more.",
                         "Look at the setup of another app, or add this one again.",
                         {}});
        return std::nullopt;
    }
    const RoadArrival arrived = arrival_over(context.session, road);
    std::optional<SelfTest> test;
    if (const json::value* sent = answer.said.if_contains("test")) test = test_from(sent->as_object());
    if (test) {
        const auto& words = arrived.tests;
        test->arrived = std::find(words.begin(), words.end(), text_in(answer.said, "word")) != words.end();
    }
    const bool on_its_way = test && test->sent.kind == CallOutcome::Kind::accepted && !test->arrived;
    if (on_its_way && errand.attempts < most_looks) {
        ErrandRow later = once_more(errand, context.now_ms + look_every_ms);
        later.input = json::serialize(answer.said);
        return later;
    }
    json::array list = checks->as_array();
    if (test) list.push_back(object_of(check_of_self_test(*test)));
    list.push_back(object_of(check_of_delivery(arrived.delivered_at, context.now_ms)));
    std::string missing;
    for (const json::value& check : list) {
        if (check.at("state").as_string() != "missing") continue;
        missing += (missing.empty() ? "" : ", ") + std::string(check.at("id").as_string());
    }
    save_setup_check(context.session, provider_, road, context.now_ms, missing);
    succeed(operation,
            {{"road", road}, {"at", rfc3339(context.now_ms)}, {"ready", missing.empty()}, {"checks", std::move(list)}});
    return std::nullopt;
}

std::optional<Problem> setup_missing(Session& session, Provider provider, const std::string& road) {
    const std::string names = missing_in_setup(session, provider, road);
    if (names.empty()) return std::nullopt;
    return Problem{Refusal::config,
                   "setup_incomplete",
                   "The setup lacks what every connection needs: " + names + ".",
                   "An admin mends it at Meta or in the configuration, then has the setup checked again.",
                   {}};
}

}  // namespace coexist
