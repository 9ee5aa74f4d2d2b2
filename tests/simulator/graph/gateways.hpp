#pragma once
#include "graph/errors.hpp"
#include "graph/graph.hpp"

#include <string>
#include <vector>

namespace sim::graph {

/// Turns the path that a partner's gateway takes into the platform's own (the object's id first), by the kind of
/// `call.gateway_number`. Sets `work` where the gateway answers something itself. Throws Refusal for what this kind
/// does not offer, in words that are not the platform's.
std::vector<std::string> behind_gateway(Call& call, std::vector<std::string> segments, Work& work);

/// How a gateway answers a key that it does not know: a bare 401.
Refusal wrong_key();

/// What 360dialog has instead of GET /{waba}/message_templates (docs.360dialog.com, "Template messages"): pages by
/// offset and limit, states in small letters, Meta's id as external_id.
void list_configs_templates(const CallPtr& call, const Answer& answer);

}  // namespace sim::graph
