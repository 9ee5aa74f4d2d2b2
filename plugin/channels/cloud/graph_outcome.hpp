#pragma once
#include "channel/platform_call.hpp"
#include "channels/cloud/graph_documents.hpp"
#include "channels/cloud/graph_result.hpp"

namespace coexist::cloud {

/// The platform's refusal in the words of the channel room, with our sentence and next step from the error table.
PlatformError platform_error(const GraphError& error);

/// What every outcome tells of a result: how it ended, why, and the answer as it came.
template <class Said>
void fill(CallOutcome& outcome, const GraphResult<Said>& result) {
    outcome.http = result.raw.status;
    outcome.body = result.raw.body;
    if (result.said() != nullptr) {
        outcome.kind = CallOutcome::Kind::accepted;
    } else if (const GraphError* error = result.error()) {
        outcome.kind = CallOutcome::Kind::refused;
        outcome.error = platform_error(*error);
    } else if (const NotSent* not_sent = result.not_sent()) {
        outcome.kind = CallOutcome::Kind::not_sent;
        outcome.reason = not_sent->reason;
    } else if (const Unknown* unknown = result.unknown()) {
        outcome.kind = CallOutcome::Kind::unknown;
        outcome.reason = unknown->reason;
    }
}

/// Results of the Graph client as the channel interface hands them on.
CallOutcome call_outcome(const GraphResult<Success>& result);
CallOutcome call_outcome(const GraphResult<NumbersPage>& result);
SendOutcome send_outcome(const GraphResult<Sent>& result);
NumberOutcome number_outcome(const GraphResult<NumberState>& result);

/// Whether `app_id` is among the subscriptions that were read.
SubscriptionOutcome listed_outcome(const GraphResult<std::vector<Subscription>>& result, const std::string& app_id);

/// The outcome of reading back subscriptions: accepted only if `app_id` is among them.
CallOutcome subscription_outcome(const GraphResult<std::vector<Subscription>>& result, const std::string& app_id);

}  // namespace coexist::cloud
