#include "graph/errors.hpp"
#include "phone/phone.hpp"

namespace sim::phone {
namespace {

// Since 1 October 2026 messages inside the window are billed too (platform pricing page).
constexpr std::int64_t service_billed_from_s = 1790812800;

json::object pricing(const Message& message, std::int64_t now_s) {
    const bool billed = message.pricing_category != "service" || now_s >= service_billed_from_s;
    return {{"billable", billed},
            {"pricing_model", "PMP"},
            {"type", billed ? "regular" : "free_customer_service"},
            {"category", message.pricing_category}};
}

void schedule_one(Simulator& sim, const std::string& wamid, const std::string& status,
                  const std::optional<std::int64_t>& delay_ms, bool with_pricing) {
    if (!delay_ms) return;
    sim.after(*delay_ms, [&sim, wamid, status, with_pricing] { emit_status(sim, wamid, status, 0, with_pricing); });
}

}  // namespace

void emit_status(Simulator& sim, const std::string& wamid, const std::string& status, int code, bool with_pricing) {
    auto* message = sim.world.message(wamid);
    auto* number = message ? sim.world.number(message->phone_number_id) : nullptr;
    if (!number || number->state != NumberState::connected) return;
    const auto known = number->guests.find(message->guest_key);
    if (known == number->guests.end()) return;
    const auto& guest = known->second;
    const auto now_s = sim.clock.now_s();
    message->statuses.emplace_back(status, sim.clock.now_ms());

    json::object told{{"id", wamid}, {"status", status}, {"timestamp", std::to_string(now_s)}};
    if (!guest.wa_id.empty()) told["recipient_id"] = guest.wa_id;
    const bool by_user_id = number->business_scoped_ids || guest.wa_id.empty();
    if (by_user_id) told["recipient_user_id"] = guest.user_id;
    if (!message->callback_token.empty()) told["biz_opaque_callback_data"] = message->callback_token;
    if (with_pricing) told["pricing"] = pricing(*message, now_s);
    if (code != 0) told["errors"] = json::array{graph::status_error(code)};

    auto value = message_value(*number);
    if (by_user_id && code == 0) value["contacts"] = inbound_contacts(*number, guest);
    value["statuses"] = json::array{told};
    sim.webhooks.publish(*number, {number->waba_id, 0, "messages", std::move(value)});
}

void schedule_statuses(Simulator& sim, const std::string& wamid) {
    const auto* message = sim.world.message(wamid);
    const auto* number = message ? sim.world.number(message->phone_number_id) : nullptr;
    if (!number) return;
    const auto& script = number->statuses ? *number->statuses : sim.settings.statuses;
    if (message->type == "reaction") return schedule_one(sim, wamid, "sent", script.sent_ms, false);
    // Pricing stands on sent and on one of delivered and read.
    schedule_one(sim, wamid, "sent", script.sent_ms, true);
    schedule_one(sim, wamid, "delivered", script.delivered_ms, true);
    schedule_one(sim, wamid, "read", script.read_ms, !script.delivered_ms);
}

void schedule_failure(Simulator& sim, const std::string& wamid, int code) {
    const auto delay = sim.settings.statuses.sent_ms.value_or(10);
    sim.after(delay, [&sim, wamid, code] { emit_status(sim, wamid, "failed", code, false); });
}

}  // namespace sim::phone
