#include "control/control.hpp"

#include <charconv>

namespace sim::control {
namespace {

std::uint64_t number_parameter(const HttpRequest& request, std::string_view name, std::uint64_t fallback) {
    const auto text = request.parameter(name);
    std::uint64_t number = fallback;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

json::object without(const json::object& record, std::string_view key) {
    auto copy = record;
    copy.erase(key);
    return copy;
}

json::object describe(const World& world, const Message& message) {
    json::object told{{"wamid", message.wamid},
                      {"phone_number_id", message.phone_number_id},
                      {"origin", name_of(message.origin)},
                      {"guest", message.guest_key},
                      {"type", message.type},
                      {"content", message.content},
                      {"at_ms", message.at_ms},
                      {"revoked", message.revoked}};
    const auto number = world.numbers.find(message.phone_number_id);
    if (number != world.numbers.end()) {
        const auto guest = number->second.guests.find(message.guest_key);
        if (guest != number->second.guests.end()) told["user_id"] = guest->second.user_id;
    }
    if (!message.target_wamid.empty()) told["target_wamid"] = message.target_wamid;
    if (message.edited_content) told["edited_content"] = *message.edited_content;
    if (!message.callback_token.empty()) told["biz_opaque_callback_data"] = message.callback_token;
    if (message.marked_read_at_ms != 0) told["marked_read_at_ms"] = message.marked_read_at_ms;
    if (message.origin == Origin::api) {
        json::array statuses;
        for (const auto& [status, at_ms] : message.statuses) statuses.push_back({{"status", status}, {"at_ms", at_ms}});
        told["statuses"] = std::move(statuses);
    }
    return told;
}

}  // namespace

void list_calls(Ask ask) {
    const auto endpoint = ask.request.parameter("endpoint");
    const auto object_id = ask.request.parameter("object_id");
    const auto after = number_parameter(ask.request, "after", 0);
    const bool forbidden_only = ask.request.parameter("forbidden") == "true";
    json::array found;
    std::int64_t forbidden = 0;
    for (const auto& record : ask.sim.calls.records()) {
        if (record.at("forbidden").as_bool()) ++forbidden;
        if (record.at("seq").as_uint64() <= after) continue;
        if (!endpoint.empty() && text_at(record, "endpoint") != endpoint) continue;
        if (!object_id.empty() && text_at(record, "object_id") != object_id) continue;
        if (forbidden_only && !record.at("forbidden").as_bool()) continue;
        found.push_back(record);
    }
    ask.answer(200, {{"calls", std::move(found)}, {"total", ask.sim.calls.total()}, {"forbidden", forbidden}});
}

void list_deliveries(Ask ask) {
    const auto after = number_parameter(ask.request, "after", 0);
    const bool bodies = ask.request.parameter("bodies") == "true";
    json::array found;
    for (const auto& record : ask.sim.deliverer.attempts().records()) {
        if (record.at("seq").as_uint64() <= after) continue;
        found.push_back(bodies ? record : without(record, "body"));
    }
    ask.answer(200, {{"deliveries", std::move(found)},
                     {"pending", ask.sim.deliverer.pending()},
                     {"unheard", ask.sim.webhooks.unheard()}});
}

void list_messages(Ask ask) {
    const auto id = ask.request.parameter("phone_number_id");
    const auto origin = ask.request.parameter("origin");
    json::array found;
    for (const auto& message : ask.sim.world.messages) {
        if (!id.empty() && message.phone_number_id != id) continue;
        if (!origin.empty() && name_of(message.origin) != origin) continue;
        found.push_back(describe(ask.sim.world, message));
    }
    ask.answer(200, {{"messages", std::move(found)}});
}

void tell_health(Ask ask) {
    ask.answer(200, {{"status", "ok"},
                     {"now_ms", ask.sim.clock.now_ms()},
                     {"apps", ask.sim.world.apps.size()},
                     {"numbers", ask.sim.world.numbers.size()},
                     {"messages", ask.sim.world.messages.size()},
                     {"calls", ask.sim.calls.total()},
                     {"deliveries_pending", ask.sim.deliverer.pending()},
                     {"updates_unheard", ask.sim.webhooks.unheard()}});
}

}  // namespace sim::control
