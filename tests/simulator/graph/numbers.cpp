#include "graph/access.hpp"
#include "graph/errors.hpp"
#include "graph/fields.hpp"
#include "graph/graph.hpp"
#include "handshake.hpp"

#include <algorithm>

namespace sim::graph {
namespace {

json::object health(const Call& call, const Number& number) {
    const bool blocked = number.state != NumberState::connected;
    const std::string_view verdict = blocked ? "BLOCKED" : "AVAILABLE";
    json::object phone{{"entity_type", "PHONE_NUMBER"}, {"id", number.id}, {"can_send_message", verdict}};
    if (blocked) {
        phone["errors"] = json::array{{{"error_code", number.refusal_code == 33 ? 33 : number.refusal_code},
                                       {"error_description", "The phone number is not registered on the platform."},
                                       {"possible_solution", "Connect the phone number again."}}};
    }
    json::array entities{phone};
    entities.push_back({{"entity_type", "WABA"}, {"id", number.waba_id}, {"can_send_message", "AVAILABLE"}});
    entities.push_back(
        {{"entity_type", "BUSINESS"}, {"id", call.sim.world.portfolio_of(number)}, {"can_send_message", "AVAILABLE"}});
    if (call.token) {
        entities.push_back({{"entity_type", "APP"}, {"id", call.token->app_id}, {"can_send_message", "AVAILABLE"}});
    }
    return {{"can_send_message", verdict}, {"entities", std::move(entities)}};
}

json::object webhook_configuration(const Call& call, const Number& number) {
    json::object configuration;
    if (!call.token) return configuration;
    const auto& world = call.sim.world;
    const auto app = world.apps.find(call.token->app_id);
    if (app != world.apps.end() && app->second.accounts.verified)
        configuration["application"] = app->second.accounts.callback_url;
    const auto waba = world.wabas.find(number.waba_id);
    if (waba != world.wabas.end()) {
        const auto subscription = waba->second.subscribed.find(call.token->app_id);
        if (subscription != waba->second.subscribed.end() && !subscription->second.empty()) {
            configuration["whatsapp_business_account"] = subscription->second;
        }
    }
    const auto own = number.overrides.find(call.token->app_id);
    if (own != number.overrides.end()) configuration["phone_number"] = own->second;
    return configuration;
}

std::string_view status_of(NumberState state) {
    if (state == NumberState::connected) return "CONNECTED";
    if (state == NumberState::offboarded) return "OFFLINE";
    return state == NumberState::unregistered ? "PENDING" : "DISCONNECTED";
}

json::object whole_number(const Call& call, const Number& number) {
    const bool attached = number.state == NumberState::connected;
    json::object whole{{"id", number.id},
                       {"display_phone_number", number.display},
                       {"verified_name", number.name},
                       {"is_on_biz_app", number.coex && attached},
                       {"platform_type", attached ? "CLOUD_API" : "NOT_APPLICABLE"},
                       {"code_verification_status", number.code_verification_status},
                       {"quality_rating", number.quality_rating},
                       {"status", status_of(number.state)},
                       {"name_status", "AVAILABLE_WITHOUT_REVIEW"},
                       {"account_mode", "LIVE"},
                       {"throughput", {{"level", number.mps >= 1000 ? "HIGH" : "STANDARD"}}},
                       {"last_onboarded_time", number.last_onboarded_time},
                       {"whatsapp_business_manager_messaging_limit", "TIER_250"},
                       {"is_official_business_account", false},
                       {"is_pin_enabled", number.coex},
                       {"webhook_configuration", webhook_configuration(call, number)},
                       {"health_status", health(call, number)}};
    for (const auto& [name, value] : number.shown) whole[name] = value;
    return whole;
}

const std::vector<std::string>& default_fields() {
    static const std::vector<std::string> names{
        "verified_name", "code_verification_status", "display_phone_number", "quality_rating", "platform_type",
        "throughput",    "last_onboarded_time",      "webhook_configuration"};
    return names;
}

constexpr std::string_view node_type = "WhatsAppBusinessPhoneNumber";

void set_override(const CallPtr& call, const Number& number, const Answer& answer) {
    const auto* configuration = object_at(call->parameters, "webhook_configuration");
    const auto url = configuration ? text_at(*configuration, "override_callback_uri") : std::string();
    const auto app_id = call->token ? call->token->app_id : std::string();
    if (url.empty()) {
        if (auto* kept = call->sim.world.number(number.id)) kept->overrides.erase(app_id);
        return answer(200, {{"success", true}});
    }
    if (url.size() > 200) throw refusal(100, "override_callback_uri must be at most 200 characters long.");
    shake_hands(call->sim, url, text_at(*configuration, "verify_token"),
                [call, answer, url, app_id, id = number.id](const HandshakeOutcome& outcome) {
                    auto* kept = call->sim.world.number(id);
                    if (!outcome.passed || !kept) {
                        const auto refused = refusal(100, "Callback verification failed: " + outcome.reason);
                        return answer(refused.status, {{"error", refused.error}});
                    }
                    kept->overrides[app_id] = url;
                    answer(200, {{"success", true}});
                });
}

}  // namespace

void read_number(const CallPtr& call, const Answer& answer) {
    const auto& number = visible_number(*call, management_scope);
    answer(200,
           pick_fields(whole_number(*call, number), text_at(call->parameters, "fields"), default_fields(), node_type));
}

void update_number(const CallPtr& call, const Answer& answer) {
    if (call->parameters.contains("pin")) return dedicated_path(call, answer);
    const auto& number = visible_number(*call, management_scope);
    if (call->parameters.contains("webhook_configuration")) return set_override(call, number, answer);
    throw refusal(100, "Nothing to change was named.");
}

void list_numbers(const CallPtr& call, const Answer& answer) {
    const auto& waba = visible_waba(*call, management_scope);
    std::vector<const Number*> numbers;
    for (const auto& [id, number] : call->sim.world.numbers) {
        if (number.waba_id == waba.id && !is_gone(number)) numbers.push_back(&number);
    }
    const auto sort = text_at(call->parameters, "sort");
    if (!sort.empty()) {
        const bool descending = sort.find("desc") != std::string::npos;
        std::stable_sort(numbers.begin(), numbers.end(), [&](const Number* a, const Number* b) {
            return descending ? a->last_onboarded_time > b->last_onboarded_time
                              : a->last_onboarded_time < b->last_onboarded_time;
        });
    }
    json::array rows;
    for (const auto* number : numbers) {
        rows.push_back(pick_fields(whole_number(*call, *number), text_at(call->parameters, "fields"), default_fields(),
                                   node_type));
    }
    answer(200, page_of(rows, call->parameters));
}

}  // namespace sim::graph
