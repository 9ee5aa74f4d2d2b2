#include "webhook_body.hpp"

#include <algorithm>
#include <array>

namespace sim {
namespace {

json::object profile(const Guest& guest) {
    json::object told{{"name", guest.name}};
    if (!guest.username.empty()) told["username"] = "@" + guest.username;
    return told;
}

bool same_number(const json::object& a, const json::object& b) {
    const auto* left = object_at(a, "metadata");
    const auto* right = object_at(b, "metadata");
    return left && right && *left == *right;
}

void merge_into(json::object& target, const json::object& more) {
    static constexpr std::array<std::string_view, 4> lists{"contacts", "messages", "statuses", "message_echoes"};
    for (const auto name : lists) {
        const auto* items = array_at(more, name);
        if (!items) continue;
        if (!target.contains(name)) target[name] = json::array();
        auto& merged = target[name].as_array();
        for (const auto& item : *items) {
            const bool repeated = name == "contacts" && std::find(merged.begin(), merged.end(), item) != merged.end();
            if (!repeated) merged.push_back(item);
        }
    }
}

}  // namespace

json::object message_value(const Number& number) {
    return {{"messaging_product", "whatsapp"},
            {"metadata", {{"display_phone_number", number.digits}, {"phone_number_id", number.id}}}};
}

json::array inbound_contacts(const Number& number, const Guest& guest) {
    json::object contact{{"profile", profile(guest)}};
    if (!guest.wa_id.empty()) contact["wa_id"] = guest.wa_id;
    if (number.business_scoped_ids || guest.wa_id.empty()) contact["user_id"] = guest.user_id;
    return {contact};
}

json::array echo_contacts(const Number& number, const Guest& guest) {
    if (!number.business_scoped_ids && !guest.wa_id.empty()) return {};
    json::object contact;
    if (!guest.username.empty()) contact["profile"] = {{"username", "@" + guest.username}};
    if (!guest.wa_id.empty()) contact["wa_id"] = guest.wa_id;
    contact["user_id"] = guest.user_id;
    return {contact};
}

json::object inbound_message(const Number& number, const Guest& guest, const Message& message) {
    json::object told;
    if (!guest.wa_id.empty()) told["from"] = guest.wa_id;
    told["id"] = message.wamid;
    told["timestamp"] = std::to_string(message.at_ms / 1000);
    told["type"] = message.type;
    if (!message.content.is_null()) told[message.type] = message.content;
    if (number.business_scoped_ids || guest.wa_id.empty()) told["from_user_id"] = guest.user_id;
    return told;
}

json::object message_echo(const Number& number, const Guest& guest, const Message& message) {
    json::object told{{"from", number.digits}};
    if (!guest.wa_id.empty()) told["to"] = guest.wa_id;
    told["id"] = message.wamid;
    told["timestamp"] = std::to_string(message.at_ms / 1000);
    told["type"] = message.type;
    if (!message.content.is_null()) told[message.type] = message.content;
    if (number.business_scoped_ids || guest.wa_id.empty()) told["to_user_id"] = guest.user_id;
    return told;
}

json::object webhook_body(const std::vector<Update>& updates, bool merge_values) {
    json::array entries;
    for (const auto& update : updates) {
        json::object* entry = nullptr;
        if (!entries.empty()) {
            auto& last = entries.back().as_object();
            const auto last_time = integer_at(last, "time").value_or(0);
            if (text_at(last, "id") == update.entry_id && last_time == update.entry_time) entry = &last;
        }
        if (!entry) {
            json::object fresh{{"id", update.entry_id}};
            if (update.entry_time != 0) fresh["time"] = update.entry_time;
            fresh["changes"] = json::array();
            entries.push_back(std::move(fresh));
            entry = &entries.back().as_object();
        }
        auto& changes = (*entry)["changes"].as_array();
        if (merge_values && !changes.empty()) {
            auto& last = changes.back().as_object();
            if (text_at(last, "field") == update.field && same_number(last["value"].as_object(), update.value)) {
                merge_into(last["value"].as_object(), update.value);
                continue;
            }
        }
        changes.push_back({{"value", update.value}, {"field", update.field}});
    }
    return {{"object", updates.front().object}, {"entry", std::move(entries)}};
}

}  // namespace sim
