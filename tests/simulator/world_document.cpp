#include "world_document.hpp"

#include "handshake.hpp"
#include "simulator.hpp"

#include <algorithm>
#include <cctype>
#include <iostream>

namespace sim {
namespace {

constexpr std::int64_t handshake_pause_ms = 500;

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

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

Gateway read_gateway(const json::object& document) {
    Gateway gateway;
    const auto kind = text_at(document, "kind", "custom");
    std::string header = text_at(document, "header");
    if (header.empty()) header = kind == "d360" ? "D360-API-KEY" : "X-API-Key";
    gateway.header = lower(header);
    gateway.key = required(document, "key");
    gateway.webhook_url = text_at(document, "webhook_url");
    if (!gateway.webhook_url.empty() && !parse_url(gateway.webhook_url)) {
        throw WorldDocumentError("'gateway.webhook_url' is not of the form http://host[:port]/path.");
    }
    gateway.signature_header = text_at(document, "signature_header");
    gateway.signature_prefix = text_at(document, "signature_prefix");
    gateway.signature_secret = text_at(document, "signature_secret");
    if (const auto* fixed = object_at(document, "webhook_headers")) {
        for (const auto& [name, value] : *fixed) {
            if (value.is_string()) gateway.webhook_headers[name] = value.get_string().c_str();
        }
    }
    return gateway;
}

void put_tokens_of_number(Simulator& simulator, const json::object& document, const Number& number,
                          const std::string& app_id) {
    const auto put = [&](const json::value& value) {
        json::object token;
        if (value.is_string()) {
            token["token"] = value;
        } else if (value.is_object()) {
            token = value.get_object();
        }
        if (!token.contains("app_id")) token["app_id"] = app_id;
        if (!token.contains("waba_ids")) {
            json::array waba_ids{json::value(number.waba_id)};
            const auto known = simulator.world.tokens.find(text_at(token, "token"));
            if (known != simulator.world.tokens.end()) {
                for (const auto& id : known->second.waba_ids) waba_ids.emplace_back(id);
            }
            token["waba_ids"] = std::move(waba_ids);
        }
        put_token(simulator, token);
    };
    if (const auto* one = document.if_contains("token")) put(*one);
    if (const auto* many = array_at(document, "tokens")) {
        for (const auto& value : *many) put(value);
    }
}

std::string graph_time(std::int64_t unix_s) {
    const std::time_t at = unix_s;
    std::tm parts{};
    gmtime_r(&at, &parts);
    char text[32];
    const auto length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S+0000", &parts);
    return {text, length};
}

}  // namespace

App& put_app(Simulator& simulator, const json::object& document) {
    const auto id = required(document, "id");
    auto& app = simulator.world.apps[id];
    app.id = id;
    app.secret = required(document, "secret");
    app.name = text_at(document, "name", "Simulated CRM");
    app.fields = texts_at(document, "fields");
    return app;
}

void put_token(Simulator& simulator, const json::object& document) {
    Token token;
    token.text = required(document, "token");
    token.app_id = text_at(document, "app_id");
    if (token.app_id.empty() && !simulator.world.apps.empty()) token.app_id = simulator.world.apps.begin()->first;
    token.waba_ids = texts_at(document, "waba_ids");
    token.scopes = texts_at(document, "scopes");
    if (!document.contains("scopes")) token.scopes = {"whatsapp_business_management", "whatsapp_business_messaging"};
    token.expires_at = integer_at(document, "expires_at").value_or(0);
    token.invalid_subcode = static_cast<int>(integer_at(document, "invalid_subcode").value_or(0));
    token.user_id = text_at(document, "user_id", "122100000000111");
    token.client_business_id = text_at(document, "client_business_id");
    if (token.client_business_id.empty() && !token.waba_ids.empty()) {
        const auto waba = simulator.world.wabas.find(*token.waba_ids.begin());
        if (waba != simulator.world.wabas.end()) token.client_business_id = waba->second.owner_business_id;
    }
    simulator.world.tokens[token.text] = token;
}

Number& put_number(Simulator& simulator, const json::object& document) {
    const auto waba_id = required(document, "waba_id");
    const auto id = required(document, "phone_number_id");
    const auto digits = digits_of(required(document, "display_phone_number"));
    if (digits.size() < 7) throw WorldDocumentError("'display_phone_number' has fewer than 7 digits.");
    std::optional<Gateway> gateway;
    if (const auto* described = object_at(document, "gateway")) gateway = read_gateway(*described);

    auto& waba = simulator.world.wabas[waba_id];
    waba.id = waba_id;
    waba.name = text_at(document, "waba_name", text_at(document, "name", "Simulated business"));
    waba.owner_business_id = text_at(document, "owner_business_id", "410987654321003");
    waba.partner_business_id = text_at(document, "partner_business_id", "510987654321004");
    for (const auto& app_id : texts_at(document, "subscribed")) waba.subscribed[app_id];

    Number number;
    number.id = id;
    number.waba_id = waba_id;
    number.digits = digits;
    const auto shown = text_at(document, "display_phone_number");
    number.display = shown.find(' ') == std::string::npos ? display_form(digits) : shown;
    number.name = text_at(document, "name", "Simulated business");
    number.coex = flag_at(document, "coex", true);
    number.business_scoped_ids = flag_at(document, "bsuid", true);
    number.check_pair_rate = flag_at(document, "pair_rate", true);
    number.mps = static_cast<int>(integer_at(document, "mps").value_or(number.coex ? 20 : 80));
    number.quality_rating = text_at(document, "quality_rating", "GREEN");
    number.last_onboarded_time = text_at(document, "last_onboarded_time", graph_time(simulator.clock.now_s()));
    number.gateway = std::move(gateway);
    auto& kept = simulator.world.numbers[id] = std::move(number);
    put_tokens_of_number(simulator, document, kept, text_at(document, "app_id"));
    return kept;
}

void verify_callback_until_it_passes(Simulator& simulator, const std::string& app_id, const std::string& url,
                                     const std::string& verify_token) {
    shake_hands(simulator, url, verify_token, [&simulator, app_id, url, verify_token](const HandshakeOutcome& outcome) {
        const auto found = simulator.world.apps.find(app_id);
        if (found == simulator.world.apps.end()) return;
        if (outcome.passed) {
            found->second.callback_url = url;
            found->second.verify_token = verify_token;
            found->second.callback_verified = true;
            std::cout << "callback of app " << app_id << " verified: " << url << std::endl;
            return;
        }
        simulator.after(handshake_pause_ms, [&simulator, app_id, url, verify_token] {
            verify_callback_until_it_passes(simulator, app_id, url, verify_token);
        });
    });
}

void put_world(Simulator& simulator, const json::object& document) {
    const auto each = [&](std::string_view key, const auto& take) {
        const auto* list = array_at(document, key);
        if (!list) return;
        for (std::size_t i = 0; i < list->size(); ++i) {
            const auto* item = (*list)[i].if_object();
            try {
                if (!item) throw WorldDocumentError("not an object.");
                take(*item);
            } catch (const WorldDocumentError& problem) {
                throw WorldDocumentError(std::string(key) + "[" + std::to_string(i) + "]: " + problem.what());
            }
        }
    };
    each("apps", [&](const json::object& item) {
        const auto& app = put_app(simulator, item);
        const auto url = text_at(item, "callback_url");
        if (!url.empty()) verify_callback_until_it_passes(simulator, app.id, url, text_at(item, "verify_token"));
    });
    each("numbers", [&](const json::object& item) { put_number(simulator, item); });
    each("tokens", [&](const json::object& item) { put_token(simulator, item); });
}

}  // namespace sim
