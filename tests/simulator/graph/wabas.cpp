#include "graph/access.hpp"
#include "graph/errors.hpp"
#include "graph/fields.hpp"
#include "graph/graph.hpp"
#include "handshake.hpp"

namespace sim::graph {
namespace {

std::string own_app(const Call& call) {
    if (!call.token) throw refusal(10, "A business token is needed.");
    if (call.sim.world.apps.count(call.token->app_id) == 0) throw token_refusal(458);
    return call.token->app_id;
}

}  // namespace

void read_waba(const CallPtr& call, const Answer& answer) {
    const auto& waba = visible_waba(*call, management_scope);
    const json::object whole{
        {"id", waba.id},
        {"name", waba.name},
        {"currency", "EUR"},
        {"timezone_id", "1"},
        {"account_review_status", "APPROVED"},
        {"business_verification_status", "verified"},
        {"ownership_type", "CLIENT_OWNED"},
        {"owner_business_info", {{"name", waba.name}, {"id", waba.owner_business_id}}},
        {"primary_business_location", "DE"},
        {"marketing_messages_lite_api_status", "ELIGIBLE"},
        {"message_template_namespace", "0a1b2c3d_4e5f_6071_8293_a4b5c6d7e8f9"},
        {"health_status",
         {{"can_send_message", "AVAILABLE"},
          {"entities", json::array{{{"entity_type", "WABA"}, {"id", waba.id}, {"can_send_message", "AVAILABLE"}}}}}}};
    answer(200, pick_fields(whole, text_at(call->parameters, "fields"),
                            {"name", "timezone_id", "message_template_namespace"}, "WhatsAppBusinessAccount"));
}

void subscribe_app(const CallPtr& call, const Answer& answer) {
    auto& waba = visible_waba(*call, management_scope);
    const auto app_id = own_app(*call);
    const auto url = text_at(call->parameters, "override_callback_uri");
    if (url.empty()) {
        waba.subscribed[app_id].clear();  // the same call without a URI removes an override
        return answer(200, {{"success", true}});
    }
    if (url.size() > 200) throw refusal(100, "override_callback_uri must be at most 200 characters long.");
    if (waba.subscribed.count(app_id) == 0) {
        throw refusal(100,
                      "Before override the current callback uri, your app must be subscribed to receive messages for "
                      "WhatsApp Business Account.");
    }
    shake_hands(call->sim, url, text_at(call->parameters, "verify_token"),
                [call, answer, url, app_id](const HandshakeOutcome& outcome) {
                    const auto kept = call->sim.world.wabas.find(call->object_id);
                    if (!outcome.passed || kept == call->sim.world.wabas.end()) {
                        const auto refused = refusal(100, "Callback verification failed: " + outcome.reason);
                        return answer(refused.status, {{"error", refused.error}});
                    }
                    kept->second.subscribed[app_id] = url;
                    answer(200, {{"success", true}});
                });
}

void list_subscribed_apps(const CallPtr& call, const Answer& answer) {
    const auto& waba = visible_waba(*call, management_scope);
    json::array rows;
    for (const auto& [app_id, override_uri] : waba.subscribed) {
        const auto app = call->sim.world.apps.find(app_id);
        const auto name = app == call->sim.world.apps.end() ? std::string("Another vendor") : app->second.name;
        json::object row{
            {"whatsapp_business_api_data",
             {{"id", app_id}, {"link", "https://www.facebook.com/games/?app_id=" + app_id}, {"name", name}}}};
        if (!override_uri.empty()) row["override_callback_uri"] = override_uri;
        rows.push_back(std::move(row));
    }
    answer(200, {{"data", std::move(rows)}});
}

void unsubscribe_app(const CallPtr& call, const Answer& answer) {
    auto& waba = visible_waba(*call, management_scope);
    waba.subscribed.erase(own_app(*call));
    answer(200, {{"success", true}});
}

}  // namespace sim::graph
