#include "phone/phone.hpp"
#include "phone/sync.hpp"

#include <algorithm>
#include <array>

namespace sim::phone {
namespace {

void tell_account(Simulator& sim, const Number& number, const std::string& entry_id, json::object value) {
    sim.webhooks.publish(number, {entry_id, sim.clock.now_s(), "account_update", std::move(value)});
}

/// As account_update, or, as some captures show it, as a field of its own: account_offboarded, account_reconnected.
void tell_change(Simulator& sim, const Number& number, const json::object& script, const std::string& event) {
    std::string field = "account_update";
    if (flag_at(script, "own_field"))
        field = event == "ACCOUNT_OFFBOARDED" ? "account_offboarded" : "account_reconnected";
    sim.webhooks.publish(number, {number.waba_id, sim.clock.now_s(), field, {{"event", event}}});
}

int refusal_code_of(const json::object& script, int fallback) {
    const auto code = static_cast<int>(integer_at(script, "refusal").value_or(fallback));
    if (code != 133010 && code != 131045 && code != 33)
        throw Impossible(400, "'refusal' must be 133010, 131045 or 33.");
    return code;
}

}  // namespace

json::object owner_disconnects(Simulator& sim, const json::object& script) {
    static constexpr std::array<std::string_view, 6> reasons{"ACCOUNT_DISCONNECTED", "BUSINESS_DOWNGRADE",
                                                             "CHANGE_NUMBER",        "COMPANION_INACTIVITY",
                                                             "PRIMARY_INACTIVITY",   "USER_RE_REGISTERED"};
    auto& number = number_of(sim, script);
    if (number.state == NumberState::not_onboarded) throw Impossible(409, "The number is not connected yet.");
    if (!number.coex) throw Impossible(409, "A dedicated number has no phone app; register it with coex true.");
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
    number.attached_app.clear();
    number.refusal_code = refusal_code;
    for (auto& [key, guest] : number.guests) guest.last_inbound_ms = 0;  // a new onboarding starts without windows
    if (flag_at(script, "invalidate_token")) {
        for (auto& [text, token] : sim.world.tokens) {
            if (token.holds(number.waba_id)) token.invalid_subcode = 467;
        }
    }
    tell_account(sim, number, entry_id, std::move(value));
    return {{"state", name_of(number.state)}, {"reason", reason}, {"initiated_by", initiated_by}};
}

json::object owner_offboards(Simulator& sim, const json::object& script) {
    auto& number = phone_of_owner(sim, script);
    if (number.state != NumberState::connected && number.state != NumberState::offboarded) {
        throw Impossible(409, "The number is not connected.");
    }
    number.refusal_code = refusal_code_of(script, 131045);
    number.state = NumberState::offboarded;
    tell_change(sim, number, script, "ACCOUNT_OFFBOARDED");
    return {{"state", name_of(number.state)}};
}

json::object owner_reconnects(Simulator& sim, const json::object& script) {
    auto& number = phone_of_owner(sim, script);
    if (number.state != NumberState::connected && number.state != NumberState::offboarded) {
        throw Impossible(409, "A disconnected number needs a new sign-up; POST it to /_sim/numbers again.");
    }
    number.state = NumberState::connected;
    tell_change(sim, number, script, "ACCOUNT_RECONNECTED");
    return {{"state", name_of(number.state)}};
}

// The owner removes the app in the portfolio's settings on the web: the token is dead, the WABA is no longer shared.
json::object owner_uninstalls(Simulator& sim, const json::object& script) {
    const auto& number = number_of(sim, script);
    auto& waba = sim.world.wabas[number.waba_id];
    const auto app_id = text_at(script, "app", number.attached_app);
    const auto app = sim.world.apps.find(app_id);
    if (app == sim.world.apps.end()) throw Impossible(404, "'app' names no app, and no app attached the number.");
    sim.webhooks.publish_to_app(
        app->second,
        {app->second.business_id,
         sim.clock.now_s(),
         "account_update",
         {{"event", "PARTNER_APP_UNINSTALLED"},
          {"waba_info",
           {{"waba_id", waba.id}, {"owner_business_id", waba.owner_business_id}, {"partner_app_id", app_id}}}}});
    sim.webhooks.publish_to_app(app->second, {app_id,
                                              sim.clock.now_s(),
                                              "business_integration_uninstall",
                                              {{"business_manager_id", waba.owner_business_id}},
                                              "application"});
    waba.subscribed.erase(app_id);
    sim.world.grants.erase({app_id, waba.owner_business_id});
    std::int64_t tokens = 0;
    for (auto& [text, token] : sim.world.tokens) {
        if (token.app_id != app_id || token.client_business_id != waba.owner_business_id) continue;
        token.invalid_subcode = 458;
        ++tokens;
    }
    return {{"tokens", tokens}};
}

// The address book after the first synchronisation: an edit is an `add` too; a removal tells no names.
json::object owner_keeps_contact(Simulator& sim, const json::object& script) {
    auto& number = phone_of_owner(sim, script);
    const auto* contact = object_at(script, "contact");
    const auto action = text_at(script, "action", "add");
    if (!contact || (action != "add" && action != "remove")) {
        throw Impossible(400, "'contact' must be an object, 'action' add or remove.");
    }
    auto told = *contact;
    if (action == "remove") {
        told.erase("full_name");
        told.erase("first_name");
    }
    send_contact(sim, number, told, action);
    return {{"action", action}};
}

json::object owner_opens(Simulator& sim, const json::object& script) {
    const auto& number = phone_of_owner(sim, script);
    return {{"last_active_ms", number.phone.last_active_ms}};
}

}  // namespace sim::phone
