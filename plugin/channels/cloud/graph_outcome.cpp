#include "channels/cloud/graph_outcome.hpp"

#include <algorithm>

#include "channels/cloud/error_table.hpp"

namespace coexist::cloud {

PlatformError platform_error(const GraphError& error) {
    const ErrorRow& row = judge_error(error.code, error.subcode, error.is_transient, error.http);
    PlatformError told;
    told.http = error.http;
    told.code = error.code;
    told.subcode = error.subcode;
    told.details = error.user_msg.empty() ? error.details : error.user_msg;
    told.trace_id = error.fbtrace_id;
    told.cure = error.cure;
    told.effect = error.effect;
    told.sentence = row.sentence;
    told.next = row.next;
    return told;
}

CallOutcome call_outcome(const GraphResult<Success>& result) {
    CallOutcome outcome;
    fill(outcome, result);
    return outcome;
}

CallOutcome call_outcome(const GraphResult<NumbersPage>& result) {
    CallOutcome outcome;
    fill(outcome, result);
    return outcome;
}

SendOutcome send_outcome(const GraphResult<Sent>& result) {
    SendOutcome outcome;
    fill(outcome, result);
    if (const Sent* sent = result.said()) outcome.wamid = sent->wamid.value;
    return outcome;
}

NumberOutcome number_outcome(const GraphResult<NumberState>& result) {
    NumberOutcome outcome;
    fill(outcome, result);
    if (const NumberState* number = result.said()) {
        outcome.number = {number->digits,
                          number->verified_name,
                          number->is_on_biz_app,
                          number->platform_type,
                          number->status,
                          number->quality_rating,
                          number->last_onboarded_at.value_or(0),
                          number->throughput_level};
    }
    return outcome;
}

SubscriptionOutcome listed_outcome(const GraphResult<std::vector<Subscription>>& result, const std::string& app_id) {
    SubscriptionOutcome outcome;
    fill(outcome, result);
    if (const auto* list = result.said()) {
        outcome.ours = std::any_of(list->begin(), list->end(), [&](const auto& one) { return one.app_id == app_id; });
    }
    return outcome;
}

CallOutcome subscription_outcome(const GraphResult<std::vector<Subscription>>& result, const std::string& app_id) {
    SubscriptionOutcome outcome = listed_outcome(result, app_id);
    if (outcome.ours == false) {
        outcome.kind = CallOutcome::Kind::unknown;
        outcome.reason = "The platform took the subscription but does not list this app.";
    }
    return outcome;
}

}  // namespace coexist::cloud
