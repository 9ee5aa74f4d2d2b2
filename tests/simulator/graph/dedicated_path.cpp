#include "graph/access.hpp"
#include "graph/errors.hpp"
#include "graph/graph.hpp"

namespace sim::graph {
namespace {

std::string_view reason(std::string_view endpoint) {
    if (endpoint == "register")
        return "Register is not allowed: the number is already registered by the WhatsApp Business app.";
    if (endpoint == "deregister") return "Deregister is not allowed for numbers in use with the WhatsApp Business app.";
    if (endpoint == "profile_update") return "The business profile belongs to the WhatsApp Business app.";
    if (endpoint == "number_update") return "The two-step verification PIN belongs to the WhatsApp Business app.";
    return "Verification codes are not available for numbers in use with the WhatsApp Business app.";
}

}  // namespace

// Calls of the dedicated-number path. On a coexistence number they are refused and shouted about: some of them could
// take the number off the owner's phone.
void dedicated_path(const CallPtr& call, const Answer& answer) {
    auto& number = visible_number(*call, management_scope);
    if (number.coex) throw refusal(100, reason(call->endpoint));
    const auto pin = text_at(call->parameters, "pin");
    if (call->endpoint == "register" || call->endpoint == "number_update") {
        if (pin.size() != 6 || digits_of(pin) != pin) throw refusal(100, "Param pin must be 6 digits.");
    }
    if (call->endpoint == "request_code" || call->endpoint == "verify_code") throw refusal(136024);
    if (call->endpoint == "register") number.state = NumberState::connected;
    if (call->endpoint == "deregister") {
        number.state = NumberState::disconnected;
        number.refusal_code = 133010;
    }
    answer(200, {{"success", true}});
}

}  // namespace sim::graph
