#include "documents/phone_document.hpp"

#include "documents/world_document.hpp"
#include "simulator.hpp"

#include <algorithm>
#include <array>

namespace sim {
namespace {

constexpr std::int64_t most_messages = 200000;

std::int64_t count_at(const json::object& document, std::string_view key, std::int64_t fallback, std::int64_t most) {
    const auto count = integer_at(document, key).value_or(fallback);
    if (count < 0 || count > most) {
        throw WorldDocumentError("'" + std::string(key) + "' must be 0 to " + std::to_string(most) + ".");
    }
    return count;
}

/// Numbers that belong to nobody: Germany's range for films and television.
std::string made_up_guest(std::int64_t index) {
    const auto digits = std::to_string(index);
    return "4917139200" + std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

std::vector<json::object> read_contacts(const json::value& value) {
    std::vector<json::object> contacts;
    if (value.is_array()) {
        for (const auto& item : value.get_array()) {
            if (!item.is_object()) throw WorldDocumentError("'contacts' holds objects, or is a count.");
            contacts.push_back(item.get_object());
        }
        return contacts;
    }
    const auto count = count_at({{"contacts", value}}, "contacts", -1, most_messages);
    for (std::int64_t i = 0; i < count; ++i) {
        const auto name = "Guest " + std::to_string(i);
        contacts.push_back({{"full_name", name}, {"first_name", "Guest"}, {"phone_number", made_up_guest(i)}});
    }
    return contacts;
}

PastMessage read_past_message(Simulator& sim, const json::object& item, std::int64_t onboarded_s) {
    static constexpr std::array<std::string_view, 6> statuses{"DELIVERED", "ERROR", "PENDING",
                                                              "PLAYED",    "READ",  "SENT"};
    PastMessage message;
    message.guest = required(item, "guest");
    message.from_business = flag_at(item, "from_business");
    const auto ago = integer_at(item, "ago_s");
    if (!ago) throw WorldDocumentError("'history[].ago_s' must say how many seconds before the onboarding.");
    message.at_s = onboarded_s - *ago;
    message.is_media = flag_at(item, "media");
    message.type = text_at(item, "type", message.is_media ? "image" : "text");
    if (const auto* content = item.if_contains("content")) {
        message.content = *content;
    } else if (message.type == "text") {
        message.content = json::object{{"body", required(item, "text")}};
    }
    message.status = text_at(item, "status", "READ");
    if (std::find(statuses.begin(), statuses.end(), message.status) == statuses.end()) {
        throw WorldDocumentError("'history[].status' must be DELIVERED, ERROR, PENDING, PLAYED, READ or SENT.");
    }
    const auto party = message.guest.find('.') == std::string::npos ? message.guest : std::string("u3");
    message.wamid = text_at(item, "wamid");
    if (message.wamid.empty()) {
        message.wamid = message.from_business ? sim.ids.outbound_wamid(party) : sim.ids.inbound_wamid(party);
    }
    return message;
}

std::vector<PastMessage> made_up_history(Simulator& sim, const json::object& recipe, std::int64_t onboarded_s) {
    const auto threads = count_at(recipe, "threads", 1, most_messages);
    const auto each = count_at(recipe, "messages_per_thread", 10, most_messages);
    const auto days = count_at(recipe, "days", 180, 3650);
    if (threads * each > most_messages) throw WorldDocumentError("'history' makes more than 200000 messages.");
    std::vector<PastMessage> past;
    for (std::int64_t thread = 0; thread < threads; ++thread) {
        for (std::int64_t i = 0; i < each; ++i) {
            // Evenly over the days, the threads a second apart, the newest an hour before.
            const auto ago = 3600 + thread % 3600 + i * (days * 86400 - 7200) / std::max<std::int64_t>(1, each);
            past.push_back(read_past_message(sim,
                                             {{"guest", made_up_guest(thread)},
                                              {"from_business", i % 2 == 1},
                                              {"ago_s", ago},
                                              {"text", "message " + std::to_string(i)}},
                                             onboarded_s));
        }
    }
    return past;
}

SyncScript read_script(const json::object& document, SyncScript script) {
    script.delay_ms = count_at(document, "delay_ms", script.delay_ms, 3600000);
    const auto size_at = [&](std::string_view key, std::size_t now) {
        return static_cast<std::size_t>(count_at(document, key, static_cast<std::int64_t>(now), most_messages));
    };
    script.contacts_a_batch = std::max<std::size_t>(1, size_at("contacts_a_batch", script.contacts_a_batch));
    script.messages_a_chunk = std::max<std::size_t>(1, size_at("messages_a_chunk", script.messages_a_chunk));
    if (document.contains("stop_after")) script.stop_after = size_at("stop_after", 0);
    script.twice = flag_at(document, "twice", script.twice);
    const auto choose = [&](std::string_view key, std::string& target, std::initializer_list<std::string_view> known) {
        const auto word = text_at(document, key, target);
        if (std::find(known.begin(), known.end(), word) == known.end()) {
            throw WorldDocumentError("'sync." + std::string(key) + "' is none of the words that the README lists.");
        }
        target = word;
    };
    choose("order", script.order, {"given", "reversed", "shuffled"});
    choose("media", script.media, {"after", "before", "never"});
    choose("declined", script.declined, {"history", "value"});
    return script;
}

}  // namespace

void read_owner_phone(Simulator& simulator, const json::object& document, Number& number) {
    auto phone = number.phone;
    phone.business_app = flag_at(document, "business_app", phone.business_app);
    phone.eligible = flag_at(document, "eligible", phone.eligible);
    phone.share_history = flag_at(document, "share_history", phone.share_history);
    if (const auto* contacts = document.if_contains("contacts")) phone.contacts = read_contacts(*contacts);
    if (const auto* list = array_at(document, "history")) {
        phone.past.clear();
        for (const auto& item : *list) {
            if (!item.is_object()) throw WorldDocumentError("'history' holds objects, or is a recipe.");
            phone.past.push_back(read_past_message(simulator, item.get_object(), simulator.clock.now_s()));
        }
    } else if (const auto* recipe = object_at(document, "history")) {
        phone.past = made_up_history(simulator, *recipe, simulator.clock.now_s());
    }
    if (const auto* script = object_at(document, "sync")) phone.script = read_script(*script, phone.script);
    number.phone = std::move(phone);
}

}  // namespace sim
