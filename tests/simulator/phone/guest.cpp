#include "phone/phone.hpp"

namespace sim::phone {
namespace {

Guest& guest_of(Simulator& sim, Number& number, const json::object& script) {
    const bool hidden = flag_at(script, "username_only");
    const auto wa_id = hidden ? std::string() : digits_of(text_at(script, "from"));
    auto user_id = text_at(script, "user_id");
    const auto username = text_at(script, "username");
    if (hidden && user_id.empty()) {
        const auto seed = username.empty() ? digits_of(text_at(script, "from")) : username;
        if (!seed.empty()) user_id = business_scoped_user_id(sim.world.portfolio_of(number), seed);
    }
    if (wa_id.empty() && user_id.empty()) {
        throw Impossible(400, "'from' must be the guest's wa_id, or 'user_id' or 'username' with 'username_only'.");
    }
    auto& guest = number.guest(wa_id, user_id, sim.world.portfolio_of(number));
    if (!username.empty()) guest.username = username;
    const auto name = text_at(script, "name");
    if (!name.empty()) guest.name = name;
    if (guest.name.empty() && !script.contains("name")) {
        guest.name = guest.wa_id.empty() ? guest.username : "Guest " + guest.wa_id.substr(guest.wa_id.size() - 4);
    }
    return guest;
}

/// Stores the message and tells the subscribers; outside `connected` nobody at the API hears of it.
void deliver_inbound(Simulator& sim, Number& number, const Guest& guest, Message message, const json::object& extra) {
    const auto now = sim.clock.now_ms();
    message.at_ms = now;
    message.phone_number_id = number.id;
    message.guest_key = guest.wa_id.empty() ? guest.user_id : guest.wa_id;
    auto told = inbound_message(number, guest, message);
    for (const auto& [key, value] : extra) told[key] = value;
    sim.world.add(std::move(message));
    if (number.state != NumberState::connected) return;
    number.throughput.count(now);
    auto value = message_value(number);
    value["contacts"] = inbound_contacts(number, guest);
    value["messages"] = json::array{std::move(told)};
    sim.webhooks.publish(number, {number.waba_id, 0, "messages", std::move(value)});
}

json::object extra_of(const Number& number, const json::object& script) {
    json::object extra;
    if (const auto* given = object_at(script, "extra")) extra = *given;
    const auto quoted = text_at(script, "reply_to");
    if (!quoted.empty()) extra["context"] = {{"from", number.digits}, {"id", quoted}};
    return extra;
}

std::string party_of(const Guest& guest) {
    return guest.wa_id.empty() ? std::string("u3") : guest.wa_id;
}

std::string numbered(const std::string& text, std::int64_t index) {
    const auto mark = text.find("{n}");
    if (mark == std::string::npos) return text + " (" + std::to_string(index) + ")";
    return text.substr(0, mark) + std::to_string(index) + text.substr(mark + 3);
}

Guest& author_of(Number& number, const Message& original) {
    if (original.origin != Origin::inbound) throw Impossible(409, "The guest did not write this message.");
    const auto found = number.guests.find(original.guest_key);
    if (found == number.guests.end()) throw Impossible(409, "The guest of this message is unknown.");
    return found->second;
}

}  // namespace

json::object guest_writes(Simulator& sim, const json::object& script) {
    auto& number = number_of(sim, script);
    const auto [type, content] = content_of(script);
    auto& guest = guest_of(sim, number, script);
    const auto extra = extra_of(number, script);
    const auto count = std::max<std::int64_t>(1, integer_at(script, "count").value_or(1));
    const auto delay = integer_at(script, "delay").value_or(0);
    const auto key = guest.wa_id.empty() ? guest.user_id : guest.wa_id;
    json::array wamids;
    for (std::int64_t i = 1; i <= count; ++i) {
        Message message;
        message.wamid = sim.ids.inbound_wamid(party_of(guest));
        message.type = type;
        message.content = content;
        if (count > 1 && type == "text")
            message.content.as_object()["body"] = numbered(text_at(content.as_object(), "body"), i);
        wamids.emplace_back(message.wamid);
        const auto write = [&sim, id = number.id, key, message = std::move(message), extra] {
            auto* now_number = sim.world.number(id);
            if (!now_number) return;
            const auto known = now_number->guests.find(key);
            if (known == now_number->guests.end()) return;
            auto& writer = known->second;
            if (now_number->state == NumberState::connected) writer.last_inbound_ms = sim.clock.now_ms();
            deliver_inbound(sim, *now_number, writer, message, extra);
        };
        if (delay > 0 && i > 1) {
            sim.after(delay * (i - 1), write);
        } else {
            write();
        }
    }
    json::object answer{{"wamid", wamids.front()}, {"wamids", wamids}, {"user_id", guest.user_id}};
    if (!guest.wa_id.empty()) answer["wa_id"] = guest.wa_id;
    return answer;
}

json::object guest_edits(Simulator& sim, const json::object& script) {
    auto& number = number_of(sim, script);
    auto& original = message_of(sim, script, number);
    const auto& guest = author_of(number, original);
    const auto [type, content] = content_of(script);
    original.edited_content = content;
    Message edit;
    edit.wamid = sim.ids.inbound_wamid(party_of(guest));
    edit.type = "edit";
    edit.target_wamid = original.wamid;
    edit.content = edit_content(original.wamid, type, content);
    const auto wamid = edit.wamid;
    deliver_inbound(sim, number, guest, std::move(edit), {});
    return {{"wamid", wamid}};
}

json::object guest_revokes(Simulator& sim, const json::object& script) {
    auto& number = number_of(sim, script);
    auto& original = message_of(sim, script, number);
    const auto& guest = author_of(number, original);
    original.revoked = true;
    Message revoke;
    revoke.wamid = sim.ids.inbound_wamid(party_of(guest));
    revoke.type = "revoke";
    revoke.target_wamid = original.wamid;
    revoke.content = json::object{{"original_message_id", original.wamid}};
    const auto wamid = revoke.wamid;
    deliver_inbound(sim, number, guest, std::move(revoke), {});
    return {{"wamid", wamid}};
}

json::object guest_reacts(Simulator& sim, const json::object& script) {
    auto& number = number_of(sim, script);
    const auto& target = message_of(sim, script, number);
    const auto known = number.guests.find(target.guest_key);
    if (known == number.guests.end()) throw Impossible(409, "The guest of this message is unknown.");
    Message reaction;
    reaction.wamid = sim.ids.inbound_wamid(party_of(known->second));
    reaction.type = "reaction";
    reaction.target_wamid = target.wamid;
    json::object content{{"message_id", target.wamid}};
    const auto emoji = text_at(script, "emoji");
    if (!emoji.empty()) content["emoji"] = emoji;  // no key: the reaction is removed
    reaction.content = std::move(content);
    const auto wamid = reaction.wamid;
    deliver_inbound(sim, number, known->second, std::move(reaction), {});
    return {{"wamid", wamid}};
}

json::object guest_reads(Simulator& sim, const json::object& script) {
    const auto& number = number_of(sim, script);
    const auto& message = message_of(sim, script, number);
    if (message.origin != Origin::api) throw Impossible(409, "Only a message sent by API has statuses.");
    const auto wamid = message.wamid;
    emit_status(sim, wamid, text_at(script, "status", "read"), 0, false);
    return {{"wamid", wamid}};
}

}  // namespace sim::phone
