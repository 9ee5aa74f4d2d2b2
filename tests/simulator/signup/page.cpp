#include "signup/signup.hpp"
#include "simulator.hpp"

namespace sim::signup {
namespace {

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if (c == '<') {
            safe += "&lt;";
        } else if (c == '>') {
            safe += "&gt;";
        } else if (c == '&') {
            safe += "&amp;";
        } else if (c == '"') {
            safe += "&quot;";
        } else {
            safe.push_back(c);
        }
    }
    return safe;
}

std::string head(const std::string& title) {
    return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + escaped(title) +
           "</title><style>body{font:16px sans-serif;max-width:34em;margin:2em auto}form{margin:1em 0}</style></head>"
           "<body><h1>" +
           escaped(title) + "</h1>\n";
}

std::string button(const Dialog& dialog, std::string_view act, std::string_view words, const std::string& fields) {
    return "<form method=\"post\" action=\"/dialog/decide\"><input type=\"hidden\" name=\"dialog\" value=\"" +
           escaped(dialog.id) + "\"><input type=\"hidden\" name=\"act\" value=\"" + std::string(act) + "\">" + fields +
           "<button>" + std::string(words) + "</button></form>\n";
}

// setup.business and setup.phone of the extras, as the customer finds them filled in.
std::string prefilled(const json::object& extras) {
    const auto* setup = object_at(extras, "setup");
    const auto* business = setup ? object_at(*setup, "business") : nullptr;
    const auto* phone = setup ? object_at(*setup, "phone") : nullptr;
    std::string told;
    const auto line = [&](std::string_view label, const json::object* part, std::string_view key) {
        const auto text = part ? text_at(*part, key) : std::string();
        if (!text.empty()) told += "<p>" + std::string(label) + ": " + escaped(text) + "</p>\n";
    };
    line("Business", business, "name");
    line("E-mail", business, "email");
    line("Website", business, "website");
    line("Display name", phone, "displayName");
    return told;
}

std::string choice_of_numbers(const Simulator& sim) {
    std::string choice = "<select name=\"phone_number_id\" aria-label=\"Phone number\">";
    for (const auto& [id, number] : sim.world.numbers) {
        choice += "<option value=\"" + escaped(id) + "\">" + escaped(number.display + " " + number.name) + "</option>";
    }
    return choice + "</select> ";
}

std::string choice_of_steps() {
    std::string choice = "<select name=\"current_step\" aria-label=\"Screen\">";
    for (const auto* step : {"PHONE_NUMBER_SETUP", "BUSINESS_ACCOUNT_SELECTION", "WABA_PHONE_PROFILE_PICKER",
                             "WHATSAPP_BUSINESS_PROFILE_SETUP", "PHONE_NUMBER_VERIFICATION", "PERMISSIONS"}) {
        choice += std::string("<option>") + step + "</option>";
    }
    return choice + "</select> ";
}

}  // namespace

std::string dialog_page(const Simulator& sim, const Dialog& dialog) {
    const auto app = sim.world.apps.find(dialog.app_id);
    const auto name = app == sim.world.apps.end() ? std::string() : app->second.name;
    auto page = head("Connect WhatsApp to " + name);
    page += dialog.coexistence
                ? "<p>Your number stays in the WhatsApp Business app. The phone gets a message with a verification "
                  "code; this simulator takes the code as entered.</p>\n"
                : "<p>Your number is verified by SMS or call and leaves the WhatsApp Business app.</p>\n";
    page += prefilled(dialog.extras);
    page += button(dialog, "finish", "Finish", choice_of_numbers(sim));
    page += button(dialog, "cancel", "Cancel", choice_of_steps());
    page += button(dialog, "fail", "Report an error",
                   "<input name=\"error_code\" value=\"2655093\" aria-label=\"Error code\"> ");
    return page + "</body></html>\n";
}

std::string error_page(const std::string& title, const std::string& sentence) {
    return head(title) + "<p>" + escaped(sentence) + "</p></body></html>\n";
}

}  // namespace sim::signup
