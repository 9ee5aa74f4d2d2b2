#include "signup/signup.hpp"
#include "control/control.hpp"
#include "documents/phone_document.hpp"
#include "documents/world_document.hpp"
#include "phone/phone.hpp"
#include "phone/sync.hpp"

namespace sim::control {

// The headless switch: what the customers of the next `count` dialogs do. With `dialog`, an open one is decided.
void decide_dialog(Ask ask) {
    const auto decision = signup::read_decision(ask.document);
    auto& signups = ask.sim.signups;
    const auto id = text_at(ask.document, "dialog");
    if (id.empty()) {
        const auto count = integer_at(ask.document, "count").value_or(1);
        if (count < 1 || count > 10000) throw WorldDocumentError("'count' must be 1 to 10000.");
        for (std::int64_t i = 0; i < count; ++i) signups.waiting.push_back(decision);
        return ask.answer(200, {{"waiting", signups.waiting.size()}});
    }
    const auto found = signups.dialogs.find(id);
    if (found == signups.dialogs.end()) throw phone::Impossible(404, "'dialog' names no open dialog.");
    signup::decide(ask.sim, found->second, decision);
    ask.answer(200, found->second.outcome);
}

// A whole sign-up through the SDK's popup, without a browser.
void sign_up(Ask ask) {
    const auto app = ask.sim.world.apps.find(text_at(ask.document, "app"));
    if (app == ask.sim.world.apps.end()) throw WorldDocumentError("'app' names no app; POST it to /_sim/apps first.");
    Dialog dialog;
    dialog.id = ask.sim.ids.hex(24);
    dialog.app_id = app->first;
    dialog.config_id = text_at(ask.document, "config_id");
    dialog.from_sdk = true;
    dialog.coexistence = flag_at(ask.document, "coexistence", true);
    signup::decide(ask.sim, dialog, signup::read_decision(ask.document));
    ask.answer(200, dialog.outcome);
}

void list_dialogs(Ask ask) {
    auto& signups = ask.sim.signups;
    json::array found;
    for (const auto& record : signups.log.records()) found.push_back(record);
    const auto answer = std::move(ask.answer);
    answer(200, {{"dialogs", std::move(found)}, {"waiting", signups.waiting.size()}});
}

void change_phone(Ask ask) {
    auto& number = phone::number_of(ask.sim, ask.document);
    read_owner_phone(ask.sim, ask.document, number);
    if (const auto* shown = object_at(ask.document, "shown")) number.shown = *shown;
    ask.answer(200, {{"contacts", number.phone.contacts.size()}, {"history", number.phone.past.size()}});
}

// The truth about the time before the onboarding, as the phone keeps it.
void list_past(Ask ask) {
    const json::object named{{"phone_number_id", ask.request.parameter("phone_number_id")}};
    const auto& number = phone::number_of(ask.sim, named);
    json::array messages;
    for (const auto& message : number.phone.past) {
        messages.push_back({{"wamid", message.wamid},
                            {"guest", message.guest},
                            {"from_business", message.from_business},
                            {"at_s", message.at_s},
                            {"type", message.type},
                            {"content", message.content},
                            {"status", message.status},
                            {"media", message.is_media}});
    }
    json::object requests;
    for (const auto& [type, id] : number.sync_requests) requests[type] = id;
    ask.answer(200, {{"messages", std::move(messages)},
                     {"chunks", phone::history_chunks(ask.sim.world, number).size()},
                     {"sync_requests", std::move(requests)},
                     {"onboarded_at_ms", number.onboarded_at_ms}});
}

}  // namespace sim::control
