#include "phone/phone.hpp"

#include <algorithm>
#include <array>

namespace sim::phone {
namespace {

Number& phone_of_owner(Simulator& sim, const json::object& script) {
    auto& number = number_of(sim, script);
    if (!number.coex) throw Impossible(409, "A dedicated number has no phone app; register it with coex true.");
    return number;
}

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

void tell_account(Simulator& sim, const Number& number, const std::string& entry_id, json::object value) {
    sim.webhooks.publish(number, {entry_id, sim.clock.now_s(), "account_update", std::move(value)});
}

int refusal_code_of(const json::object& script, int fallback) {
    const auto code = static_cast<int>(integer_at(script, "refusal").value_or(fallback));
    if (code != 133010 && code != 131045 && code != 33)
        throw Impossible(400, "'refusal' must be 133010, 131045 or 33.");
    return code;
}

json::object about(const std::string& wamid, const std::string& key) {
    return {{key, wamid}};
}

}  // namespace

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

json::object owner_disconnects(Simulator& sim, const json::object& script) {
    static constexpr std::array<std::string_view, 6> reasons{"ACCOUNT_DISCONNECTED", "BUSINESS_DOWNGRADE",
                                                             "CHANGE_NUMBER",        "COMPANION_INACTIVITY",
                                                             "PRIMARY_INACTIVITY",   "USER_RE_REGISTERED"};
    auto& number = phone_of_owner(sim, script);
    const auto reason = text_at(script, "reason", "ACCOUNT_DISCONNECTED");
    if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
        throw Impossible(400, "'reason' is none of the platform's six disconnection reasons.");
    }
    const bool by_inactivity = reason == "COMPANION_INACTIVITY" || reason == "PRIMARY_INACTIVITY";
    const auto initiated_by = text_at(script, "initiated_by", by_inactivity ? "SYSTEM" : "USER");
    const auto variant = text_at(script, "variant", "phone_number");
    const auto refusal_code = refusal_code_of(script, 133010);
    json::object value;
    auto entry_id = number.waba_id;
    if (variant == "phone_number") {
        value = {{"phone_number", number.digits}, {"event", "PARTNER_REMOVED"}};
    } else if (variant == "waba_info" || variant == "bare") {
        const auto& waba = sim.world.wabas[number.waba_id];
        entry_id = waba.partner_business_id;
        value = {{"event", "PARTNER_REMOVED"},
                 {"waba_info", {{"waba_id", waba.id}, {"owner_business_id", waba.owner_business_id}}}};
    } else {
        throw Impossible(400, "'variant' must be phone_number, waba_info or bare.");
    }
    if (variant != "bare") value["disconnection_info"] = {{"reason", reason}, {"initiated_by", initiated_by}};
    number.state = NumberState::disconnected;
    number.refusal_code = refusal_code;
    for (auto& [key, guest] : number.guests) guest.last_inbound_ms = 0;  // a new onboarding starts without windows
    if (flag_at(script, "invalidate_token")) {
        for (auto& [text, token] : sim.world.tokens) {
            if (token.waba_ids.count(number.waba_id) != 0) token.invalid_subcode = 467;
        }
    }
    tell_account(sim, number, entry_id, std::move(value));
    return {{"state", name_of(number.state)}, {"reason", reason}, {"initiated_by", initiated_by}};
}

json::object owner_offboards(Simulator& sim, const json::object& script) {
    auto& number = phone_of_owner(sim, script);
    if (number.state == NumberState::disconnected) throw Impossible(409, "The number is disconnected already.");
    number.refusal_code = refusal_code_of(script, 131045);
    number.state = NumberState::offboarded;
    tell_account(sim, number, number.waba_id, {{"event", "ACCOUNT_OFFBOARDED"}});
    return {{"state", name_of(number.state)}};
}

json::object owner_reconnects(Simulator& sim, const json::object& script) {
    auto& number = phone_of_owner(sim, script);
    if (number.state == NumberState::disconnected) {
        throw Impossible(409, "A disconnected number needs a new sign-up; POST it to /_sim/numbers again.");
    }
    number.state = NumberState::connected;
    tell_account(sim, number, number.waba_id, {{"event", "ACCOUNT_RECONNECTED"}});
    return {{"state", name_of(number.state)}};
}

}  // namespace sim::phone
