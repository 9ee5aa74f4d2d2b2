#include <boost/json.hpp>

#include "onboarding/saga.hpp"
#include "runtime/timestamps.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

void put(json::object& into, const char* name, const std::string& text) {
    if (!text.empty()) into[name] = text;
}

json::object line_of(const ConnectStepRow& step) {
    json::object line{{"step", step.step}, {"state", step.state}, {"at", rfc3339(step.at)}};
    put(line, "code", step.code);
    put(line, "detail", step.detail);
    put(line, "platform", step.platform);
    put(line, "trace_id", step.trace_id);
    put(line, "who", step.who);
    return line;
}

}  // namespace

json::object connect_result(Session& session, const ConnectAttemptRow& attempt) {
    const json::object value = value_of(attempt);
    json::array steps;
    for (const ConnectStepRow& step : connect_steps(session, attempt.attempt_id)) steps.push_back(line_of(step));
    json::object result{{"stage", attempt.stage}, {"expires_at", rfc3339(attempt.expires_at)}, {"steps", steps}};
    put(result, "waits_for", std::string(waits_for(stage_named(attempt.stage).value_or(Stage::failed))));
    put(result, "authorization_url", text_in(value, "authorization_url"));
    put(result, "state", text_in(value, "ticket"));
    put(result, "account", attempt.account_id.value);
    put(result, "contacts", attempt.contacts);
    put(result, "history", attempt.history);
    if (attempt.onboarded_at > 0 && provider_of(attempt) == Provider::coex)
        result["sync_deadline"] = rfc3339(deadline_of(attempt));
    if (attempt.stage == name_of(Stage::choose)) {
        json::array candidates;
        for (const OfferedNumber& number : offered_numbers(value)) {
            candidates.push_back(json::object{{"phone_number_id", number.id.value},
                                              {"address", "+" + number.node.digits},
                                              {"name", number.node.verified_name}});
        }
        result["candidates"] = std::move(candidates);
    }
    return result;
}

}  // namespace coexist
