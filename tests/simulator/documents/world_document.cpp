#include "documents/world_document.hpp"

#include "documents/phone_document.hpp"
#include "simulator.hpp"

#include <algorithm>
#include <cctype>

namespace sim {
namespace {

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

Gateway read_gateway(const json::object& document) {
    Gateway gateway;
    const auto kind = text_at(document, "kind", "custom");
    if (kind != "d360" && kind != "kapso" && kind != "custom") {
        throw WorldDocumentError("'gateway.kind' is none of d360, kapso and custom.");
    }
    gateway.kind = kind;
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
            json::array waba_ids;
            const auto known = simulator.world.tokens.find(text_at(token, "token"));
            if (known != simulator.world.tokens.end()) {
                for (const auto& id : known->second.waba_ids) waba_ids.emplace_back(id);
            }
            waba_ids.emplace_back(number.waba_id);
            token["waba_ids"] = std::move(waba_ids);
        }
        put_token(simulator, token);
    };
    if (const auto* one = document.if_contains("token")) put(*one);
    if (const auto* many = array_at(document, "tokens")) {
        for (const auto& value : *many) put(value);
    }
}

// A number in the document is connected already, unless it says that it still waits for its sign-up.
void settle_onboarding(const Simulator& simulator, const json::object& document, Number& number) {
    const auto& apps = simulator.world.apps;
    const auto app_id = text_at(document, "app_id", apps.empty() ? std::string() : apps.begin()->first);
    const bool onboarded = flag_at(document, "onboarded", true);
    const auto known = simulator.world.numbers.find(number.id);
    if (known != simulator.world.numbers.end()) number.onboardings = known->second.onboardings + (onboarded ? 1 : 0);
    if (known == simulator.world.numbers.end() && !onboarded) number.onboardings = 0;
    number.attached_app = text_at(document, "attached_to", onboarded ? app_id : std::string());
    number.onboarded_at_ms = onboarded ? simulator.clock.now_ms() : 0;
    number.phone.last_active_ms = simulator.clock.now_ms();
    number.state = onboarded ? NumberState::connected : NumberState::not_onboarded;
    number.first = {number.state, number.coex, number.phone.business_app, number.attached_app};
}

}  // namespace

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
    number.code_verification_status = text_at(document, "code_verification_status", "VERIFIED");
    if (const auto* fields = object_at(document, "shown")) number.shown = *fields;
    read_owner_phone(simulator, document, number);
    settle_onboarding(simulator, document, number);
    auto& kept = simulator.world.numbers[id] = std::move(number);
    put_tokens_of_number(simulator, document, kept, text_at(document, "app_id"));
    return kept;
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
