#include "digest.hpp"
#include "graph/media_host.hpp"
#include "phone/sync.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace sim::phone {
namespace {

constexpr std::int64_t day_s = 86400;
constexpr std::array<std::int64_t, 3> phase_ends_s{day_s, 90 * day_s, 180 * day_s};
constexpr std::int64_t media_limit_s = 14 * day_s;

bool is_hidden(const PastMessage& message) {
    return message.guest.find('.') != std::string::npos;
}

std::string user_id_of(const World& world, const Number& number, const PastMessage& message) {
    return is_hidden(message) ? message.guest : business_scoped_user_id(world.portfolio_of(number), message.guest);
}

json::object parties(const World& world, const Number& number, const PastMessage& message) {
    json::object told;
    const bool with_ids = number.business_scoped_ids || is_hidden(message);
    if (message.from_business) {
        told["from"] = number.digits;
        if (!is_hidden(message)) told["to"] = message.guest;
        if (with_ids) told["to_user_id"] = user_id_of(world, number, message);
    } else {
        if (!is_hidden(message)) told["from"] = message.guest;
        if (with_ids) told["from_user_id"] = user_id_of(world, number, message);
    }
    told["id"] = message.wamid;
    told["timestamp"] = std::to_string(message.at_s);
    return told;
}

json::object told_in_history(const World& world, const Number& number, const PastMessage& message) {
    auto told = parties(world, number, message);
    told["type"] = message.is_media ? "media_placeholder" : message.type;
    if (!message.is_media && !message.content.is_null()) told[message.type] = message.content;
    told["history_context"] = {{"status", message.status}};
    return told;
}

json::object thread_of(const World& world, const Number& number, const PastMessage& message) {
    json::object thread;
    if (!is_hidden(message)) thread["id"] = message.guest;
    if (number.business_scoped_ids || is_hidden(message)) {
        json::object context;
        if (!is_hidden(message)) context["wa_id"] = message.guest;
        context["user_id"] = user_id_of(world, number, message);
        thread["context"] = std::move(context);
    }
    thread["messages"] = json::array();
    return thread;
}

json::array threads_of(const World& world, const Number& number, std::vector<const PastMessage*> messages) {
    std::stable_sort(messages.begin(), messages.end(),
                     [](const PastMessage* a, const PastMessage* b) { return a->at_s < b->at_s; });
    json::array threads;
    std::map<std::string, std::size_t> places;
    for (const auto* message : messages) {
        const auto [place, fresh] = places.emplace(message->guest, threads.size());
        if (fresh) threads.push_back(thread_of(world, number, *message));
        threads[place->second].as_object()["messages"].as_array().push_back(told_in_history(world, number, *message));
    }
    return threads;
}

json::object chunk(const Number& number, int phase, std::size_t order, json::array threads) {
    auto value = message_value(number);
    value["history"] = json::array{
        {{"metadata", {{"phase", phase}, {"chunk_order", order}, {"progress", 100}}}, {"threads", threads}}};
    return value;
}

json::object declined(const Number& number) {
    constexpr std::string_view title = "History sync is turned off by the business from the WhatsApp Business App";
    const json::array errors{{{"code", 2593109},
                              {"title", title},
                              {"message", title},
                              {"error_data", {{"details", "History sharing is turned off by the business"}}}}};
    auto value = message_value(number);
    if (number.phone.script.declined == "value") {
        value["errors"] = errors;
    } else {
        value["history"] = json::array{{{"errors", errors}}};
    }
    return value;
}

}  // namespace

std::vector<json::object> history_chunks(const World& world, const Number& number) {
    if (!number.phone.share_history) return {declined(number)};
    std::array<std::vector<const PastMessage*>, 3> phases;
    for (const auto& message : number.phone.past) {
        const auto age = number.onboarded_at_ms / 1000 - message.at_s;
        for (std::size_t phase = 0; phase < phases.size(); ++phase) {
            if (age < phase_ends_s.at(phase)) {
                phases.at(phase).push_back(&message);
                break;
            }
        }
    }
    std::vector<json::object> chunks;
    for (std::size_t phase = 0; phase < phases.size(); ++phase) {
        auto& messages = phases.at(phase);
        std::stable_sort(messages.begin(), messages.end(),
                         [](const PastMessage* a, const PastMessage* b) { return a->at_s > b->at_s; });
        const auto size = number.phone.script.messages_a_chunk;
        for (std::size_t first = 0; first < messages.size(); first += size) {
            const auto begin = messages.begin() + static_cast<std::ptrdiff_t>(first);
            const auto end = messages.begin() + static_cast<std::ptrdiff_t>(std::min(messages.size(), first + size));
            chunks.push_back(
                chunk(number, static_cast<int>(phase), first / size + 1, threads_of(world, number, {begin, end})));
        }
    }
    if (chunks.empty()) chunks.push_back(chunk(number, 2, 1, {}));
    for (std::size_t i = 0; i + 1 < chunks.size(); ++i) {
        chunks[i]["history"].at(0).at("metadata").as_object()["progress"] = (i + 1) * 100 / chunks.size();
    }
    return chunks;
}

std::vector<json::object> history_media(Simulator& sim, const Number& number) {
    std::vector<json::object> values;
    if (!number.phone.share_history) return values;
    for (const auto& message : number.phone.past) {
        if (!message.is_media || number.onboarded_at_ms / 1000 - message.at_s > media_limit_s) continue;
        auto told = parties(sim.world, number, message);
        told["type"] = message.type;
        json::object asset{{"mime_type", "image/jpeg"}};
        if (message.content.is_object()) asset = message.content.get_object();
        const auto& file = graph::store_file(sim, number.id, "file of " + message.wamid, text_at(asset, "mime_type"));
        asset["sha256"] = sha256_hex(file.bytes);  // hex here, base64 in live webhooks
        asset["id"] = file.id;
        told[message.type] = std::move(asset);
        auto value = message_value(number);
        value[message.from_business ? "message_echoes" : "messages"] = json::array{std::move(told)};
        values.push_back(std::move(value));
    }
    return values;
}

}  // namespace sim::phone
