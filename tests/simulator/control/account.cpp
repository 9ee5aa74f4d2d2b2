#include "control/control.hpp"
#include "documents/world_document.hpp"
#include "phone/phone.hpp"

#include <algorithm>
#include <array>

namespace sim::control {
namespace {

const App& app_of(const Ask& ask) {
    const auto& apps = ask.sim.world.apps;
    const auto id = text_at(ask.document, "app");
    const auto found = id.empty() ? apps.begin() : apps.find(id);
    if (found == apps.end()) throw WorldDocumentError("'app' names no app; POST it to /_sim/apps first.");
    return found->second;
}

bool concerns(const Token& token, const std::string& text, const std::string& waba_id, const std::string& app_id) {
    if (!text.empty()) return token.text == text;
    return token.holds(waba_id) && (app_id.empty() || token.app_id == app_id);
}

std::string waba_of(const Ask& ask) {
    const auto waba_id = text_at(ask.document, "waba_id");
    return waba_id.empty() ? phone::number_of(ask.sim, ask.document).waba_id : waba_id;
}

void lose(const Ask& ask, Token& token, const std::string& how, const std::string& waba_id) {
    if (how == "token") {
        const auto subcode = static_cast<int>(integer_at(ask.document, "subcode").value_or(467));
        token.invalid_subcode = subcode == 0 ? -1 : subcode;
    } else if (how == "permission") {
        const auto code = static_cast<int>(integer_at(ask.document, "code").value_or(10));
        if (code != 10 && (code < 200 || code > 299)) throw WorldDocumentError("'code' must be 10, or 200 to 299.");
        token.missing_scope_code = code;
        const auto scope = text_at(ask.document, "scope");
        if (scope.empty()) token.scopes.clear();
        token.scopes.erase(scope);
    } else {
        token.waba_ids.erase(std::remove(token.waba_ids.begin(), token.waba_ids.end(), waba_id), token.waba_ids.end());
    }
}

}  // namespace

// Takes from tokens what they could do: the token itself (190), a permission (10, 200), the WABA (100/33).
void revoke(Ask ask) {
    const auto how = text_at(ask.document, "how");
    if (how != "token" && how != "permission" && how != "waba" && how != "number") {
        throw WorldDocumentError("'how' must be token (190), permission (10, 200), waba (100/33) or number (133010).");
    }
    if (how == "number") {
        auto& number = phone::number_of(ask.sim, ask.document);
        const auto code = integer_at(ask.document, "code").value_or(133010);
        if (code != 133010 && code != 131045 && code != 33) {
            throw WorldDocumentError("'code' must be 133010, 131045 or 33.");
        }
        number.state = NumberState::disconnected;  // without a word: no webhook tells it
        number.attached_app.clear();
        number.refusal_code = static_cast<int>(code);
        return ask.answer(200, {{"changed", 1}});
    }
    const auto text = text_at(ask.document, "token");
    const auto waba_id = text.empty() || how == "waba" ? waba_of(ask) : std::string();
    std::int64_t changed = 0;
    for (auto& [name, token] : ask.sim.world.tokens) {
        if (!concerns(token, text, waba_id, text_at(ask.document, "app"))) continue;
        lose(ask, token, how, waba_id);
        ++changed;
    }
    if (changed == 0) throw phone::Impossible(404, "No token fits; name 'token', or 'waba_id' or 'phone_number_id'.");
    ask.answer(200, {{"changed", changed}});
}

// An account_update as the platform would send it; the world stays as it is.
void tell_account_update(Ask ask) {
    static constexpr std::array<std::string_view, 7> events{
        "PARTNER_ADDED",      "PARTNER_REMOVED",     "PARTNER_APP_INSTALLED", "PARTNER_APP_UNINSTALLED",
        "ACCOUNT_OFFBOARDED", "ACCOUNT_RECONNECTED", "ACCOUNT_DELETED"};
    const auto& number = phone::number_of(ask.sim, ask.document);
    const auto& app = app_of(ask);
    const auto& waba = ask.sim.world.wabas[number.waba_id];
    const auto event = text_at(ask.document, "event");
    if (std::find(events.begin(), events.end(), event) == events.end()) {
        throw WorldDocumentError("'event' is none of the sign-up and life events that the README lists.");
    }
    const bool of_partner = event.rfind("PARTNER_A", 0) == 0;
    json::object value{{"event", event}};
    if (of_partner) {
        value["waba_info"] = {{"waba_id", waba.id}, {"owner_business_id", waba.owner_business_id}};
        if (event != "PARTNER_ADDED") value["waba_info"].as_object()["partner_app_id"] = app.id;
    } else if (event == "PARTNER_REMOVED") {
        value["phone_number"] = number.digits;
    }
    if (const auto* more = object_at(ask.document, "value")) {
        for (const auto& [name, item] : *more) value[name] = item;
    }
    const auto time = integer_at(ask.document, "time").value_or(ask.sim.clock.now_s());
    if (of_partner) {
        ask.sim.webhooks.publish_to_app(app, {app.business_id, time, "account_update", std::move(value)});
    } else {
        ask.sim.webhooks.publish(number, {waba.id, time, "account_update", std::move(value)});
    }
    ask.answer(200, {{"event", event}});
}

// A Business Integration webhook; the world stays as it is.
void tell_integration(Ask ask) {
    const auto& app = app_of(ask);
    const auto kind = text_at(ask.document, "kind");
    if (kind != "install" && kind != "uninstall" && kind != "update") {
        throw WorldDocumentError("'kind' must be install, uninstall or update.");
    }
    json::object value{{"business_manager_id", required(ask.document, "business_id")}};
    const auto config_id = text_at(ask.document, "config_id");
    if (kind == "install" && !config_id.empty()) value["tp_config_id"] = config_id;
    ask.sim.webhooks.publish_to_app(
        app, {app.id, ask.sim.clock.now_s(), "business_integration_" + kind, std::move(value), "application"});
    ask.answer(200, {{"kind", kind}});
}

}  // namespace sim::control
