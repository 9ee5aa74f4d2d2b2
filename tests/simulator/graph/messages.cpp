#include "graph/access.hpp"
#include "graph/errors.hpp"
#include "graph/graph.hpp"
#include "graph/message_body.hpp"
#include "graph/sent_media.hpp"
#include "graph/template_use.hpp"
#include "phone/phone.hpp"

#include <cctype>

namespace sim::graph {
namespace {

constexpr std::int64_t service_window_ms = 24LL * 3600 * 1000;

void mark_read(const CallPtr& call, const Number& number, const Answer& answer) {
    const auto& body = call->parameters;
    const auto wamid = text_at(body, "message_id");
    if (wamid.empty()) throw refusal(131008, "Required parameter message_id is missing.");
    if (text_at(body, "status") != "read") throw refusal(100, "Param status must be \"read\".");
    auto* message = call->sim.world.message(wamid);
    if (!message || message->phone_number_id != number.id || message->origin != Origin::inbound) {
        throw refusal(131009, "message_id is not a message that this number received.");
    }
    if (body.contains("typing_indicator")) {
        const auto* typing = object_at(body, "typing_indicator");
        if (!typing || text_at(*typing, "type") != "text")
            throw refusal(100, "Param typing_indicator['type'] must be \"text\".");
    }
    message->marked_read_at_ms = call->sim.clock.now_ms();
    answer(200, {{"success", true}});
}

void check_state(const Number& number) {
    if (number.state == NumberState::connected) return;
    throw refusal(number.refusal_code);
}

// Also true for a guest who never wrote: only templates reach him.
bool window_closed(const Guest* guest, std::int64_t now_ms) {
    return !guest || guest->last_inbound_ms == 0 || now_ms - guest->last_inbound_ms >= service_window_ms;
}

// Not of what is unknown here, a reaction itself, older than 30 days, or deleted.
void check_reaction(const Call& call, const Outgoing& outgoing) {
    constexpr std::int64_t longest_ms = 30LL * 24 * 3600 * 1000;
    const auto* target = call.sim.world.message(text_at(outgoing.content.as_object(), "message_id"));
    const bool fits = target && target->phone_number_id == call.object_id && target->type != "reaction" &&
                      !target->revoked && call.sim.clock.now_ms() - target->at_ms <= longest_ms;
    if (!fits) throw refusal(131009, "Param reaction['message_id'] is not a message that can be reacted to.");
}

bool recipient_vanished(const Outgoing& outgoing, const Guest* guest) {
    return outgoing.wa_id.empty() && !guest;
}

}  // namespace

void send_message(const CallPtr& call, const Answer& answer) {
    auto& sim = call->sim;
    auto& number = visible_number(*call, messaging_scope);
    const auto& body = call->parameters;
    if (text_at(body, "messaging_product").empty()) {
        throw refusal(100, "The parameter messaging_product is required.");
    }
    if (text_at(body, "messaging_product") != "whatsapp") {
        throw refusal(100, "Param messaging_product must be one of {WHATSAPP}.");
    }
    if (body.contains("status")) {
        check_state(number);
        return mark_read(call, number, answer);
    }
    const auto outgoing = read_outgoing(body);
    check_state(number);
    if (outgoing.wa_id == number.digits) throw refusal(131021);

    const auto now = sim.clock.now_ms();
    if (number.throughput.in_last_second(now) >= number.mps) throw refusal(130429);
    Guest* guest = nullptr;
    if (outgoing.wa_id.empty()) {
        guest = number.guest_by_user_id(outgoing.user_id);
    } else if (const auto known = number.guests.find(outgoing.wa_id); known != number.guests.end()) {
        guest = &known->second;
    }
    const bool is_template = outgoing.type == "template";
    const bool refused_by_window = !is_template && window_closed(guest, now);
    if (refused_by_window && !sim.settings.window_as_failed_status) throw refusal(131047);
    check_sent_media(sim, number, outgoing);
    const auto category = is_template ? check_template_use(sim, number, outgoing).category : std::string("SERVICE");
    if (outgoing.type == "reaction") check_reaction(*call, outgoing);
    if (recipient_vanished(outgoing, guest)) throw refusal(131026);
    if (!guest) guest = &number.guest(outgoing.wa_id, {}, sim.world.portfolio_of(number));
    if (number.check_pair_rate && !guest->pair.admit(now)) throw refusal(131056);
    number.throughput.count(now);

    Message message;
    message.wamid = sim.ids.outbound_wamid(guest->wa_id.empty() ? "u3" : guest->wa_id);
    message.phone_number_id = number.id;
    message.origin = Origin::api;
    message.guest_key = guest->wa_id.empty() ? guest->user_id : guest->wa_id;
    message.type = outgoing.type;
    message.content = outgoing.content;
    message.at_ms = now;
    message.callback_token = outgoing.callback_token;
    message.pricing_category.clear();
    for (const char letter : category) message.pricing_category += static_cast<char>(std::tolower(letter));
    const auto& kept = sim.world.add(std::move(message));

    const auto failing = sim.faults.take("messages", number.id, {"failed_status"});
    if (refused_by_window || failing) {
        phone::schedule_failure(sim, kept.wamid, failing ? failing->code : 131047);
    } else {
        phone::schedule_statuses(sim, kept.wamid);
    }

    json::object contact;
    if (outgoing.wa_id.empty()) {
        contact = {{"input", outgoing.user_id}, {"user_id", outgoing.user_id}};
    } else {
        contact = {{"input", outgoing.to_as_given}, {"wa_id", outgoing.wa_id}};
    }
    json::object accepted{{"id", kept.wamid}};
    if (is_template) accepted["message_status"] = "accepted";
    answer(
        200,
        {{"messaging_product", "whatsapp"}, {"contacts", json::array{contact}}, {"messages", json::array{accepted}}});
}

}  // namespace sim::graph
