#include "actions/check_setup.hpp"

#include <boost/json.hpp>

#include "actions/signup_app.hpp"
#include "onboarding/setup_check.hpp"
#include "onboarding/step.hpp"
#include "runtime/timestamps.hpp"
#include "store/connect_attempts.hpp"
#include "store/setup_checks.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr const char* kind = "check_setup";

json::array array_of(const std::vector<SetupCheck>& checks) {
    json::array list;
    for (const SetupCheck& check : checks) list.push_back(object_of(check));
    return list;
}

}  // namespace

std::optional<Problem> CheckSetup::blocked(Session& /*session*/, const AccountRow* /*account*/,
                                           std::int64_t /*now*/) const {
    return signup_app_missing(desk_.settings, provider_);
}

Outcome CheckSetup::prepare(Session& /*session*/, const AccountRow* /*account*/, Command& command) const {
    const auto app = signup_app(desk_.settings, provider_, text_in(command.input, "road"));
    if (!app) return app.problem();
    command.input["road"] = (*app)->name;
    return std::monostate{};
}

void CheckSetup::apply(WriteContext& context, const Command& command, OperationRow& /*operation*/) const {
    const json::object input{{"road", command.input.at("road")}};
    insert_errand(context.session, {command.operation, kind, 0, json::serialize(input), 0, 0});
}

Answer CheckSetup::run(const ErrandRow& errand) const {
    Answer answer{errand.operation_id, errand.kind, {}};
    const std::string road = text_in(json::parse(errand.input).as_object(), "road");
    const App* app = find_app(desk_.settings, road);
    answer.said["road"] = road;
    if (app != nullptr) {
        answer.said["checks"] = array_of(checks_of_configuration(desk_.settings, *app, provider_));
        json::array asked = array_of(checks_of_platform(desk_.saga.desk(), desk_.settings, *app, provider_));
        json::array& all = answer.said["checks"].as_array();
        all.insert(all.end(), asked.begin(), asked.end());
    }
    return answer;
}

std::optional<ErrandRow> CheckSetup::answered(WriteContext& context, const ErrandRow& /*errand*/, const Answer& answer,
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
    json::array list = checks->as_array();
    SetupCheck delivery{"delivery", SetupCheck::State::doubt, {}, {}};
    if (signed_delivery_seen(context.session, road)) delivery.state = SetupCheck::State::good;
    list.push_back(object_of(delivery));
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
