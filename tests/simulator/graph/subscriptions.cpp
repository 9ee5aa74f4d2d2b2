#include "graph/errors.hpp"
#include "graph/fields.hpp"
#include "graph/graph.hpp"
#include "handshake.hpp"

#include <algorithm>
#include <array>

namespace sim::graph {
namespace {

constexpr std::string_view accounts = "whatsapp_business_account";
constexpr std::string_view integrations = "application";

// What can be subscribed; user_id_update cannot, as the platform said in August 2026.
constexpr std::array<std::string_view, 32> account_fields{"account_alerts",
                                                          "account_offboarded",
                                                          "account_reconnected",
                                                          "account_review_update",
                                                          "account_settings_update",
                                                          "account_update",
                                                          "automatic_events",
                                                          "business_capability_update",
                                                          "business_status_update",
                                                          "business_username_update",
                                                          "calls",
                                                          "flows",
                                                          "group_lifecycle_update",
                                                          "group_participants_update",
                                                          "group_settings_update",
                                                          "group_status_update",
                                                          "history",
                                                          "message_template_components_update",
                                                          "message_template_quality_update",
                                                          "message_template_status_update",
                                                          "messages",
                                                          "messaging_handovers",
                                                          "partner_solutions",
                                                          "payment_configuration_update",
                                                          "phone_number_name_update",
                                                          "phone_number_quality_update",
                                                          "security",
                                                          "smb_app_state_sync",
                                                          "smb_message_echoes",
                                                          "standby",
                                                          "template_category_update",
                                                          "user_preferences"};
constexpr std::array<std::string_view, 3> integration_fields{
    "business_integration_install", "business_integration_uninstall", "business_integration_update"};

bool can_be_subscribed(const std::string& object, const std::string& field) {
    const auto among = [&](const auto& names) { return std::find(names.begin(), names.end(), field) != names.end(); };
    return object == accounts ? among(account_fields) : among(integration_fields);
}

App& asking_app(const Call& call) {
    if (!call.app_token || call.app_token->id != call.object_id) {
        throw refusal(10, "An app access token of this app is needed.");
    }
    return call.sim.world.apps.at(call.object_id);
}

Subscription& subscription_of(App& app, const std::string& object) {
    if (object == accounts) return app.accounts;
    if (object == integrations) return app.integrations;
    throw refusal(100, "Param object must be one of {whatsapp_business_account, application}.");
}

std::set<std::string> read_fields(const json::object& parameters, const std::string& object) {
    std::set<std::string> fields;
    auto names = text_at(parameters, "fields");
    while (!names.empty()) {
        const auto comma = names.find(',');
        const auto name = names.substr(0, comma);
        if (!can_be_subscribed(object, name)) throw refusal(100, "Param fields: " + name + " can not be subscribed.");
        fields.insert(name);
        names = comma == std::string::npos ? std::string() : names.substr(comma + 1);
    }
    if (fields.empty()) throw refusal(100, "Param fields must name at least one field.");
    return fields;
}

json::object described(std::string_view object, const Subscription& subscription) {
    json::array fields;
    const auto tell = [&](std::string_view name) { fields.push_back({{"name", name}, {"version", "v24.0"}}); };
    if (subscription.fields) {
        for (const auto& name : *subscription.fields) tell(name);
    } else {
        for (const auto name : account_fields) tell(name);
    }
    return {{"object", object},
            {"callback_url", subscription.callback_url},
            {"active", subscription.verified},
            {"fields", std::move(fields)}};
}

bool is_there(const Subscription& subscription) {
    return !subscription.callback_url.empty() && (!subscription.fields || !subscription.fields->empty());
}

}  // namespace

void list_subscriptions(const CallPtr& call, const Answer& answer) {
    const auto& app = asking_app(*call);
    json::array rows;
    if (is_there(app.accounts)) rows.push_back(described(accounts, app.accounts));
    if (is_there(app.integrations)) rows.push_back(described(integrations, app.integrations));
    answer(200, {{"data", std::move(rows)}});
}

void subscribe_fields(const CallPtr& call, const Answer& answer) {
    const auto& parameters = call->parameters;
    const auto object = text_at(parameters, "object");
    subscription_of(asking_app(*call), object);
    const auto fields = read_fields(parameters, object);
    const auto url = text_at(parameters, "callback_url");
    const auto verify_token = text_at(parameters, "verify_token");
    shake_hands(
        call->sim, url, verify_token,
        [call, answer, object, url, verify_token, fields](const HandshakeOutcome& outcome) {
            const auto app = call->sim.world.apps.find(call->object_id);
            if (!outcome.passed || app == call->sim.world.apps.end()) {
                return answer(
                    400,
                    {{"error",
                      {{"message", "(#2200) Callback verification failed with the following errors: " + outcome.reason},
                       {"type", "OAuthException"},
                       {"code", 2200},
                       {"fbtrace_id", call->sim.ids.trace()}}}});
            }
            subscription_of(app->second, object) = {url, verify_token, true, fields};
            answer(200, {{"success", true}});
        });
}

void unsubscribe_fields(const CallPtr& call, const Answer& answer) {
    auto& subscription = subscription_of(asking_app(*call), text_at(call->parameters, "object"));
    if (call->parameters.contains("fields")) {
        for (const auto& name : read_fields(call->parameters, text_at(call->parameters, "object"))) {
            if (!subscription.fields) subscription.fields.emplace(account_fields.begin(), account_fields.end());
            subscription.fields->erase(name);
        }
    } else {
        subscription = {{}, {}, false, std::set<std::string>{}};
    }
    answer(200, {{"success", true}});
}

}  // namespace sim::graph
