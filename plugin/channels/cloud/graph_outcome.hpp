#pragma once
#include "channel/platform_call.hpp"
#include "channels/cloud/graph_documents.hpp"
#include "channels/cloud/graph_result.hpp"

namespace coexist::cloud {

/// The platform's refusal in the words of the channel room, with our sentence and next step from the error table.
PlatformError platform_error(const GraphError& error);

/// Results of the Graph client as the channel interface hands them on.
CallOutcome call_outcome(const GraphResult<Success>& result);
CallOutcome call_outcome(const GraphResult<NumbersPage>& result);
SendOutcome send_outcome(const GraphResult<Sent>& result);
NumberOutcome number_outcome(const GraphResult<NumberState>& result);

/// The outcome of reading back subscriptions: accepted only if `app_id` is among them.
CallOutcome subscription_outcome(const GraphResult<std::vector<Subscription>>& result, const std::string& app_id);

}  // namespace coexist::cloud
