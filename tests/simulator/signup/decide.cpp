#include "phone/phone.hpp"
#include "signup/signup.hpp"
#include "simulator.hpp"
#include "url.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace sim::signup {
namespace {

std::string lower_hex(Simulator& sim, int count) {
    auto text = sim.ids.hex(count);
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

json::object error_data(Simulator& sim, const Decision& decision, const std::string& code, const std::string& message) {
    json::object data{{"error_message", message}};
    if (!code.empty()) data[decision.older_error ? "error_id" : "error_code"] = code;
    data["session_id"] = lower_hex(sim, 15);
    data["timestamp"] = std::to_string(sim.clock.now_s());
    return data;
}

std::string issue_code(Simulator& sim, const Dialog& dialog, const Number& number) {
    Code code;
    code.text = "AQ" + lower_hex(sim, 48);
    code.app_id = dialog.app_id;
    code.redirect_uri = dialog.redirect_uri;
    code.from_sdk = dialog.from_sdk;
    code.issued_at_ms = sim.clock.now_ms();
    code.waba_id = number.waba_id;
    code.client_business_id = sim.world.portfolio_of(number);
    const auto& app = sim.world.apps[dialog.app_id];
    const auto configuration = app.configurations.find(dialog.config_id);
    if (configuration != app.configurations.end()) code.token_days = configuration->second.token_days;
    const auto text = code.text;
    sim.signups.codes[text] = std::move(code);
    return text;
}

std::string with_query(const std::string& uri, const std::string& query, const std::string& fragment) {
    return uri + (uri.find('?') == std::string::npos ? "?" : "&") + query + fragment;
}

void end_with_code(Simulator& sim, Dialog& dialog, const Decision& decision, const Number& number) {
    if (!decision.code) return;
    const auto code = issue_code(sim, dialog, number);
    dialog.outcome["code"] = code;
    if (dialog.from_sdk) return;
    dialog.outcome["location"] =
        with_query(dialog.redirect_uri, "code=" + percent_encode(code) + "&state=" + percent_encode(dialog.state),
                   decision.fragment);
}

void end_without_code(Dialog& dialog, const Decision& decision, const std::string& result) {
    dialog.outcome["result"] = result;
    if (dialog.from_sdk) return;
    dialog.outcome["location"] = with_query(dialog.redirect_uri,
                                            "error=access_denied&error_code=200&error_description=Permissions+error"
                                            "&error_reason=user_denied&state=" +
                                                percent_encode(dialog.state),
                                            decision.fragment);
}

void tell(Dialog& dialog, const Decision& decision, const std::string& event, json::object data) {
    if (!decision.event || !dialog.from_sdk) return;  // no message event arrives in a redirect flow
    dialog.outcome["events"] = json::array{json::value(session_event(event, std::move(data), decision))};
}

void finish(Simulator& sim, Dialog& dialog, const Decision& decision, Number& number) {
    const auto& app = sim.world.apps[dialog.app_id];
    if (const auto stop = obstacle(sim, app, number, decision, dialog.coexistence)) {
        end_without_code(dialog, decision, stop->name);
        if (!stop->current_step.empty()) {
            return tell(dialog, decision, "CANCEL", {{"current_step", stop->current_step}});
        }
        return tell(dialog, decision, decision.error_event,
                    error_data(sim, decision, stop->error_code, stop->error_message));
    }
    const auto business_id = sim.world.portfolio_of(number);
    if (decision.act == "only_waba") {
        grant(sim, app, business_id, number.waba_id);
        tell(dialog, decision, "FINISH_ONLY_WABA", {{"waba_id", number.waba_id}, {"business_id", business_id}});
        dialog.outcome["result"] = "finished without a number";
        return end_with_code(sim, dialog, decision, number);
    }
    attach(sim, app, dialog.config_id, number, dialog.coexistence, decision);
    json::object data{{"waba_id", number.waba_id}};
    if (!number.coex || decision.extra_ids) {
        data["phone_number_id"] = number.id;
        data["business_id"] = business_id;
    }
    if (!number.coex) {
        for (const auto* name : {"ad_account_ids", "page_ids", "dataset_ids", "catalog_ids", "instagram_account_ids"})
            data[name] = json::array();
    }
    tell(dialog, decision, number.coex ? "FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING" : "FINISH", std::move(data));
    dialog.outcome["result"] = number.coex ? "connected" : "connected as dedicated number";
    end_with_code(sim, dialog, decision, number);
}

}  // namespace

void decide(Simulator& sim, Dialog& dialog, const Decision& decision) {
    if (dialog.decided()) throw phone::Impossible(409, "This dialog has ended already.");
    if (sim.world.apps.count(dialog.app_id) == 0) throw phone::Impossible(409, "The dialog's app is gone.");
    Number* number = nullptr;
    if (decision.act == "finish" || decision.act == "only_waba") {
        number = sim.world.number(decision.phone_number_id);
        if (!number) throw phone::Impossible(404, "'phone_number_id' names no number; POST it to /_sim/numbers first.");
    }
    dialog.outcome = {{"act", decision.act}, {"events", json::array()}, {"event_first", decision.event_first}};
    dialog.outcome["event_origin"] = decision.event_origin;
    if (number) {
        finish(sim, dialog, decision, *number);
    } else if (decision.act == "close") {
        dialog.outcome["result"] = "closed";  // the window only: nobody is told
    } else if (decision.act == "cancel") {
        end_without_code(dialog, decision, "cancelled");
        tell(dialog, decision, "CANCEL", {{"current_step", decision.current_step}});
    } else {
        end_without_code(dialog, decision, "failed");
        tell(dialog, decision, decision.error_event,
             error_data(sim, decision, decision.error_code, decision.error_message));
    }
    json::object record{{"at_ms", sim.clock.now_ms()},
                        {"dialog", dialog.id},
                        {"app", dialog.app_id},
                        {"from_sdk", dialog.from_sdk},
                        {"coexistence", dialog.coexistence}};
    for (const auto& [name, value] : dialog.outcome) record[name] = value;
    sim.signups.log.add(std::move(record));
}

Decision read_decision(const json::object& document) {
    static constexpr std::array<std::string_view, 5> acts{"finish", "only_waba", "cancel", "fail", "close"};
    static constexpr std::array<std::string_view, 6> steps{
        "BUSINESS_ACCOUNT_SELECTION", "WABA_PHONE_PROFILE_PICKER", "WHATSAPP_BUSINESS_PROFILE_SETUP",
        "PHONE_NUMBER_SETUP",         "PHONE_NUMBER_VERIFICATION", "PERMISSIONS"};
    Decision decision;
    decision.act = text_at(document, "act", decision.act);
    if (std::find(acts.begin(), acts.end(), decision.act) == acts.end()) {
        throw phone::Impossible(400, "'act' must be finish, only_waba, cancel, fail or close.");
    }
    decision.phone_number_id = text_at(document, "phone_number_id");
    decision.business_id = text_at(document, "business_id");
    decision.current_step = text_at(document, "current_step", decision.current_step);
    if (std::find(steps.begin(), steps.end(), decision.current_step) == steps.end()) {
        throw phone::Impossible(400, "'current_step' is none of the dialog's six screens.");
    }
    decision.error_code = text_at(document, "error_code");
    decision.error_message = text_at(document, "error_message", decision.error_message);
    decision.error_event = text_at(document, "error_event", decision.error_event);
    if (decision.error_event != "CANCEL" && decision.error_event != "ERROR") {
        throw phone::Impossible(400, "'error_event' must be CANCEL or ERROR.");
    }
    decision.older_error = flag_at(document, "older_error");
    decision.extra_ids = flag_at(document, "extra_ids");
    decision.version_text = flag_at(document, "version_text");
    decision.code = flag_at(document, "code", true);
    decision.event = flag_at(document, "event", true);
    decision.event_origin = text_at(document, "event_origin", decision.event_origin);
    decision.event_first = flag_at(document, "event_first", true);
    if (document.contains("partner_added_ms")) decision.partner_added_ms = integer_at(document, "partner_added_ms");
    decision.fragment = text_at(document, "fragment", decision.fragment);
    return decision;
}

std::string session_event(const std::string& event, json::object data, const Decision& decision) {
    json::object told{{"type", "WA_EMBEDDED_SIGNUP"}, {"event", event}, {"data", std::move(data)}};
    told["version"] = decision.version_text ? json::value("3") : json::value(3);
    return json::serialize(told);
}

}  // namespace sim::signup
