#include "phone/phone.hpp"

#include <algorithm>

namespace sim::phone {
namespace {

void tell_echo(Simulator& sim, const Number& number, const Guest& guest, Message message) {
    message.origin = Origin::echo;
    message.at_ms = sim.clock.now_ms();
    message.phone_number_id = number.id;
    message.guest_key = guest.wa_id.empty() ? guest.user_id : guest.wa_id;
    auto told = message_echo(number, guest, message);
    sim.world.add(std::move(message));
    if (number.state != NumberState::connected) return;
    auto value = message_value(number);
    auto contacts = echo_contacts(number, guest);
    if (!contacts.empty()) value["contacts"] = std::move(contacts);
    value["message_echoes"] = json::array{std::move(told)};
    sim.webhooks.publish(number, {number.waba_id, 0, "smb_message_echoes", std::move(value)});
}

Guest& recipient_of(Simulator& sim, Number& number, const json::object& script) {
    const auto wa_id = digits_of(text_at(script, "to"));
    const auto user_id = text_at(script, "user_id");
    if (wa_id.empty() && user_id.empty())
        throw Impossible(400, "'to' must be the guest's wa_id, or 'user_id' be given.");
    return number.guest(wa_id, user_id, sim.world.portfolio_of(number));
}

std::string party_of(const Guest& guest) {
    return guest.wa_id.empty() ? std::string("u3") : guest.wa_id;
}

const Guest& partner_of(const Number& number, const Message& message) {
    const auto found = number.guests.find(message.guest_key);
    if (found == number.guests.end()) throw Impossible(409, "The guest of this message is unknown.");
    return found->second;
}

json::object about(const std::string& wamid, const std::string& key) {
    return {{key, wamid}};
}

}  // namespace

Number& phone_of_owner(Simulator& sim, const json::object& script) {
    auto& number = number_of(sim, script);
    if (!number.coex) throw Impossible(409, "A dedicated number has no phone app; register it with coex true.");
    const auto device = text_at(script, "device", "phone");
    if (device != "phone" && device != "companion") throw Impossible(400, "'device' must be phone or companion.");
    if (device == "phone") number.phone.last_active_ms = sim.clock.now_ms();
    return number;
}

json::object owner_writes(Simulator& sim, const json::object& script) {
    auto& number = phone_of_owner(sim, script);
    const auto [type, content] = content_of(script);
    const auto& guest = recipient_of(sim, number, script);
    const auto count = std::max<std::int64_t>(1, integer_at(script, "count").value_or(1));
    json::array wamids;
    for (std::int64_t i = 1; i <= count; ++i) {
        Message message;
        message.wamid = sim.ids.outbound_wamid(party_of(guest));
        message.type = type;
        message.content = content;
        wamids.emplace_back(message.wamid);
        tell_echo(sim, number, guest, std::move(message));
    }
    return {{"wamid", wamids.front()}, {"wamids", wamids}};
}

json::object owner_edits(Simulator& sim, const json::object& script) {
    const auto& number = phone_of_owner(sim, script);
    auto& original = message_of(sim, script, number);
    if (original.origin == Origin::inbound) throw Impossible(409, "The owner did not write this message.");
    const auto [type, content] = content_of(script);
    original.edited_content = content;
    Message edit;
    edit.wamid = sim.ids.outbound_wamid(party_of(partner_of(number, original)));
    edit.type = "edit";
    edit.target_wamid = original.wamid;
    edit.content = edit_content(original.wamid, type, content);
    const auto wamid = edit.wamid;
    tell_echo(sim, number, partner_of(number, original), std::move(edit));
    return {{"wamid", wamid}};
}

json::object owner_revokes(Simulator& sim, const json::object& script) {
    const auto& number = phone_of_owner(sim, script);
    auto& original = message_of(sim, script, number);
    if (original.origin == Origin::inbound) throw Impossible(409, "The owner did not write this message.");
    original.revoked = true;
    Message revoke;
    revoke.wamid = sim.ids.outbound_wamid(party_of(partner_of(number, original)));
    revoke.type = "revoke";
    revoke.target_wamid = original.wamid;
    revoke.content = about(original.wamid, "original_message_id");
    const auto wamid = revoke.wamid;
    tell_echo(sim, number, partner_of(number, original), std::move(revoke));
    return {{"wamid", wamid}};
}

json::object owner_reacts(Simulator& sim, const json::object& script) {
    const auto& number = phone_of_owner(sim, script);
    const auto& target = message_of(sim, script, number);
    Message reaction;
    reaction.wamid = sim.ids.outbound_wamid(party_of(partner_of(number, target)));
    reaction.type = "reaction";
    reaction.target_wamid = target.wamid;
    auto content = about(target.wamid, "message_id");
    const auto emoji = text_at(script, "emoji");
    if (!emoji.empty()) content["emoji"] = emoji;
    reaction.content = std::move(content);
    const auto wamid = reaction.wamid;
    tell_echo(sim, number, partner_of(number, target), std::move(reaction));
    return {{"wamid", wamid}};
}

}  // namespace sim::phone
