#include "phone/phone.hpp"

namespace sim::phone {

Number& number_of(Simulator& sim, const json::object& script) {
    const auto id = text_at(script, "phone_number_id");
    if (id.empty()) throw Impossible(400, "'phone_number_id' is missing or not a text.");
    auto* number = sim.world.number(id);
    if (!number) throw Impossible(404, "No number " + id + "; POST it to /_sim/numbers first.");
    return *number;
}

std::pair<std::string, json::value> content_of(const json::object& script) {
    if (script.contains("text")) {
        const auto text = text_at(script, "text");
        if (text.empty()) throw Impossible(400, "'text' is empty or not a text.");
        return {"text", json::object{{"body", text}}};
    }
    const auto type = text_at(script, "type");
    if (type.empty()) throw Impossible(400, "'text', or 'type' with 'content', is missing.");
    const auto* content = script.if_contains("content");
    return {type, content ? *content : json::value()};
}

json::object edit_content(const std::string& wamid, const std::string& type, const json::value& content) {
    // "M0" is what the platform puts there; it is no real wamid.
    json::object message{{"context", {{"id", "M0"}}}, {"type", type}};
    message[type] = content;
    return {{"original_message_id", wamid}, {"message", std::move(message)}};
}

Message& message_of(Simulator& sim, const json::object& script, const Number& number) {
    const auto wamid = text_at(script, "wamid");
    auto* message = sim.world.message(wamid);
    if (!message || message->phone_number_id != number.id) {
        throw Impossible(404, "'wamid' names no message of this number.");
    }
    return *message;
}

}  // namespace sim::phone
