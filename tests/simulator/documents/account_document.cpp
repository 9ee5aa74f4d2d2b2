#include "documents/world_document.hpp"
#include "handshake.hpp"
#include "simulator.hpp"

#include <iostream>

namespace sim {
namespace {

constexpr std::int64_t handshake_pause_ms = 500;

/// Keeps what was there when the document does not name the list.
void read_texts(const json::object& document, std::string_view key, std::set<std::string>& target) {
    if (document.contains(key)) target = texts_at(document, key);
}

void read_configurations(const json::object& document, App& app) {
    const auto* list = array_at(document, "configs");
    if (!list) return;
    app.configurations.clear();
    for (const auto& item : *list) {
        const auto* described = item.if_object();
        if (!described) throw WorldDocumentError("'configs' holds objects {id, token}.");
        const auto token = text_at(*described, "token", "never");
        if (token != "never" && token != "60_days") {
            throw WorldDocumentError("'configs[].token' must be \"never\" or \"60_days\".");
        }
        app.configurations[required(*described, "id")] = {token == "never" ? 0 : 60};
    }
}

}  // namespace

std::string required(const json::object& document, std::string_view key) {
    auto text = text_at(document, key);
    if (text.empty()) throw WorldDocumentError("'" + std::string(key) + "' is missing or not a text.");
    return text;
}

std::set<std::string> texts_at(const json::object& document, std::string_view key) {
    std::set<std::string> texts;
    if (const auto* list = array_at(document, key)) {
        for (const auto& item : *list) {
            if (item.is_string()) texts.emplace(item.get_string().c_str());
        }
    }
    return texts;
}

App& put_app(Simulator& simulator, const json::object& document) {
    const auto id = required(document, "id");
    auto& app = simulator.world.apps[id];
    app.id = id;
    app.secret = required(document, "secret");
    app.name = text_at(document, "name", "Simulated CRM");
    app.business_id = text_at(document, "business_id", "510987654321004");
    app.live = flag_at(document, "live", true);
    app.accounts.fields.reset();
    if (document.contains("fields")) app.accounts.fields = texts_at(document, "fields");
    if (document.contains("integration_fields")) app.integrations.fields = texts_at(document, "integration_fields");
    read_texts(document, "redirect_uris", app.redirect_uris);
    read_texts(document, "sdk_domains", app.sdk_domains);
    read_configurations(document, app);
    app.deauthorize_url = text_at(document, "deauthorize_url", app.deauthorize_url);
    app.data_deletion_url = text_at(document, "data_deletion_url", app.data_deletion_url);
    return app;
}

void keep_callback(App& app, const std::string& url, const std::string& verify_token) {
    for (auto* subscription : {&app.accounts, &app.integrations}) {
        subscription->callback_url = url;
        subscription->verify_token = verify_token;
        subscription->verified = true;
    }
}

void put_token(Simulator& simulator, const json::object& document) {
    Token token;
    token.text = required(document, "token");
    token.app_id = text_at(document, "app_id");
    if (token.app_id.empty() && !simulator.world.apps.empty()) token.app_id = simulator.world.apps.begin()->first;
    if (const auto* wabas = array_at(document, "waba_ids")) {
        for (const auto& id : *wabas) {
            if (id.is_string()) token.grant(id.get_string().c_str());
        }
    }
    token.scopes = texts_at(document, "scopes");
    if (!document.contains("scopes")) token.scopes = {"whatsapp_business_management", "whatsapp_business_messaging"};
    token.expires_at = integer_at(document, "expires_at").value_or(0);
    token.invalid_subcode = static_cast<int>(integer_at(document, "invalid_subcode").value_or(0));
    token.targets_omitted = flag_at(document, "targets_omitted");
    token.user_id = text_at(document, "user_id", "122100000000111");
    token.client_business_id = text_at(document, "client_business_id");
    if (token.client_business_id.empty() && !token.waba_ids.empty()) {
        const auto waba = simulator.world.wabas.find(token.waba_ids.front());
        if (waba != simulator.world.wabas.end()) token.client_business_id = waba->second.owner_business_id;
    }
    simulator.world.tokens[token.text] = token;
}

void verify_callback_until_it_passes(Simulator& simulator, const std::string& app_id, const std::string& url,
                                     const std::string& verify_token) {
    shake_hands(simulator, url, verify_token, [&simulator, app_id, url, verify_token](const HandshakeOutcome& outcome) {
        const auto found = simulator.world.apps.find(app_id);
        if (found == simulator.world.apps.end()) return;
        if (outcome.passed) {
            keep_callback(found->second, url, verify_token);
            std::cout << "callback of app " << app_id << " verified: " << url << std::endl;
            return;
        }
        simulator.after(handshake_pause_ms, [&simulator, app_id, url, verify_token] {
            verify_callback_until_it_passes(simulator, app_id, url, verify_token);
        });
    });
}

}  // namespace sim
