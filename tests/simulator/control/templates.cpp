#include "control/control.hpp"
#include "documents/world_document.hpp"
#include "phone/phone.hpp"

namespace sim::control {
namespace {

json::object told(const MessageTemplate& one, const std::string& event) {
    return {{"event", event},
            {"message_template_id", std::stoll(one.id)},
            {"message_template_name", one.name},
            {"message_template_language", one.language},
            {"message_template_category", one.category},
            {"reason", one.rejected_reason}};
}

}  // namespace

// Makes or changes a template of a number's WABA; with "tell" (an event of the platform's) the webhook leaves, too.
void put_template(Ask ask) {
    const auto& number = phone::number_of(ask.sim, ask.document);
    auto& list = ask.sim.world.templates[number.waba_id];
    const auto name = required(ask.document, "name");
    const auto language = text_at(ask.document, "language", "en");
    MessageTemplate* one = nullptr;
    for (auto& known : list) {
        if (known.name == name && known.language == language) one = &known;
    }
    if (!one) {
        list.push_back({});
        one = &list.back();
        one->id = std::to_string(710987654321000 + static_cast<std::int64_t>(list.size()));
        one->name = name;
        one->language = language;
    }
    for (const auto& [key, member] : {std::pair{"status", &one->status},
                                      {"category", &one->category},
                                      {"parameter_format", &one->parameter_format},
                                      {"quality", &one->quality},
                                      {"rejected_reason", &one->rejected_reason}}) {
        *member = text_at(ask.document, key, *member);
    }
    if (const auto* components = array_at(ask.document, "components")) one->components = *components;
    if (const auto event = text_at(ask.document, "tell"); !event.empty()) {
        ask.sim.webhooks.publish(
            number, {number.waba_id, ask.sim.clock.now_s(), "message_template_status_update", told(*one, event)});
    }
    ask.answer(200, {{"id", one->id}});
}

}  // namespace sim::control
