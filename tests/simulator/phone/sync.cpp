#include "phone/sync.hpp"

#include "phone/phone.hpp"

#include <algorithm>
#include <random>

namespace sim::phone {
namespace {

constexpr std::int64_t day_ms = 24LL * 3600 * 1000;

/// One webhook after another, at the script's pace; they stop when the number is disconnected or signed up anew.
void send_all(Simulator& sim, const Number& number, const std::string& field, const std::vector<json::object>& values) {
    std::int64_t at_ms = 0;
    for (const auto& value : values) {
        at_ms += number.phone.script.delay_ms;
        const int times = number.phone.script.twice ? 2 : 1;
        for (int i = 0; i < times; ++i) {
            sim.after(at_ms, [&sim, id = number.id, onboarding = number.onboardings, field, value] {
                const auto* now = sim.world.number(id);
                if (!now || now->onboardings != onboarding || now->state != NumberState::connected) return;
                sim.webhooks.publish(*now, {now->waba_id, 0, field, value});
            });
        }
    }
}

json::object state_sync(const Simulator& sim, const Number& number, const std::vector<json::object>& contacts,
                        const std::string& action) {
    json::array items;
    for (const auto& contact : contacts) {
        items.push_back({{"type", "contact"},
                         {"contact", contact},
                         {"action", action},
                         {"metadata", {{"timestamp", std::to_string(sim.clock.now_s())}}}});
    }
    auto value = message_value(number);
    value["state_sync"] = std::move(items);
    return value;
}

}  // namespace

void send_address_book(Simulator& sim, const Number& number) {
    const auto& contacts = number.phone.contacts;
    const auto size = number.phone.script.contacts_a_batch;
    std::vector<json::object> values;
    for (std::size_t first = 0; first < contacts.size(); first += size) {
        const auto begin = contacts.begin() + static_cast<std::ptrdiff_t>(first);
        const auto end = contacts.begin() + static_cast<std::ptrdiff_t>(std::min(contacts.size(), first + size));
        values.push_back(state_sync(sim, number, {begin, end}, "add"));
    }
    send_all(sim, number, "smb_app_state_sync", values);
}

void send_contact(Simulator& sim, const Number& number, const json::object& contact, const std::string& action) {
    sim.webhooks.publish(number, {number.waba_id, 0, "smb_app_state_sync", state_sync(sim, number, {contact}, action)});
}

void send_history(Simulator& sim, const Number& number) {
    const auto& script = number.phone.script;
    auto chunks = history_chunks(sim.world, number);
    if (script.order == "reversed") std::reverse(chunks.begin(), chunks.end());
    if (script.order == "shuffled") std::shuffle(chunks.begin(), chunks.end(), std::mt19937_64(chunks.size()));
    if (script.stop_after) chunks.resize(std::min(chunks.size(), *script.stop_after));
    std::vector<json::object> media;
    if (script.media != "never" && !script.stop_after) media = history_media(sim, number);
    auto& first = script.media == "before" ? media : chunks;
    const auto& second = script.media == "before" ? chunks : media;
    first.insert(first.end(), second.begin(), second.end());
    send_all(sim, number, "history", first);
}

void notice_silence(Simulator& sim) {
    if (sim.settings.phone_silence_days <= 0) return;
    std::vector<std::string> silent;
    for (const auto& [id, number] : sim.world.numbers) {
        const auto quiet_ms = sim.clock.now_ms() - number.phone.last_active_ms;
        const bool connected = number.coex && number.state == NumberState::connected && !number.gateway;
        if (connected && quiet_ms >= sim.settings.phone_silence_days * day_ms) silent.push_back(id);
    }
    for (const auto& id : silent) owner_disconnects(sim, {{"phone_number_id", id}, {"reason", "PRIMARY_INACTIVITY"}});
}

}  // namespace sim::phone
