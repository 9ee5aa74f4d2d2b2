#pragma once
#include "graph/message_body.hpp"
#include "simulator.hpp"

namespace sim::graph {

/// Checks a template message against the template that the WABA has. Throws Refusal: 132001 no such template in that
/// language or not approved, 132015 paused, 132016 disabled, 132000 another number of values, 132012 a value of another
/// kind, 132005 too long with the values, 131062 an authentication template for a business-scoped user id.
const MessageTemplate& check_template_use(const Simulator& sim, const Number& number, const Outgoing& outgoing);

}  // namespace sim::graph
