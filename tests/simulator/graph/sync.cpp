#include "phone/sync.hpp"
#include "graph/access.hpp"
#include "graph/errors.hpp"
#include "graph/graph.hpp"

#include <algorithm>
#include <cctype>

namespace sim::graph {
namespace {

constexpr std::int64_t window_ms = 24LL * 3600 * 1000;

}  // namespace

// POST /{phone}/smb_app_data: each sync type once for an onboarding, within 24 hours of it.
void request_sync(const CallPtr& call, const Answer& answer) {
    auto& number = visible_number(*call, management_scope);
    if (text_at(call->parameters, "messaging_product") != "whatsapp") {
        throw refusal(100, "Param messaging_product must be whatsapp.");
    }
    const auto type = text_at(call->parameters, "sync_type");
    if (type != "smb_app_state_sync" && type != "history") {
        throw refusal(100, "Param sync_type must be one of {SMB_APP_STATE_SYNC, HISTORY} in lower case.");
    }
    if (!number.coex) throw refusal(100, "The phone number is not in use with the WhatsApp Business app.");
    if (number.state != NumberState::connected) throw refusal(number.refusal_code);
    auto& sim = call->sim;
    if (sim.clock.now_ms() >= number.onboarded_at_ms + window_ms) throw refusal(2593108);
    if (number.sync_requests.count(type) != 0) throw refusal(2593107);
    auto request_id = "rq-" + sim.ids.hex(12);
    std::transform(request_id.begin(), request_id.end(), request_id.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    number.sync_requests[type] = request_id;
    if (type == "history") {
        phone::send_history(sim, number);
    } else {
        phone::send_address_book(sim, number);
    }
    answer(200, {{"messaging_product", "whatsapp"}, {"request_id", request_id}});
}

}  // namespace sim::graph
