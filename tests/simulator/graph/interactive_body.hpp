#pragma once
#include "json_read.hpp"

namespace sim::graph {

/// Checks the object under "interactive": button, list, cta_url, location_request_message and flow, with the platform's
/// limits. Throws Refusal: 100 too long, 131008 missing, 131009 bad value.
void check_interactive(const json::object& interactive);

}  // namespace sim::graph
