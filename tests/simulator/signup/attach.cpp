#include "signup/signup.hpp"
#include "simulator.hpp"

#include <algorithm>

namespace sim::signup {
namespace {

void tell_partner_added(Simulator& sim, const std::string& app_id, const Waba& waba) {
    const auto app = sim.world.apps.find(app_id);
    if (app == sim.world.apps.end()) return;
    sim.webhooks.publish_to_app(
        app->second, {app->second.business_id,
                      sim.clock.now_s(),
                      "account_update",
                      {{"event", "PARTNER_ADDED"},
                       {"waba_info", {{"waba_id", waba.id}, {"owner_business_id", waba.owner_business_id}}}}});
}

void tell_integration(Simulator& sim, const App& app, const std::string& business_id, const std::string& config_id,
                      bool first) {
    json::object value{{"business_manager_id", business_id}};
    if (first && !config_id.empty()) value["tp_config_id"] = config_id;
    sim.webhooks.publish_to_app(
        app, {app.id, sim.clock.now_s(), first ? "business_integration_install" : "business_integration_update",
              std::move(value), "application"});
}

}  // namespace

bool grant(Simulator& sim, const App& app, const std::string& business_id, const std::string& waba_id) {
    auto& grants = sim.world.grants[{app.id, business_id}];
    const bool first = grants.empty();
    grants.erase(std::remove(grants.begin(), grants.end(), waba_id), grants.end());
    grants.push_back(waba_id);
    // All tokens of one portfolio and one app are of the same system user: the older ones see the new WABA too.
    for (auto& [text, token] : sim.world.tokens) {
        if (token.app_id == app.id && token.client_business_id == business_id) token.grant(waba_id);
    }
    return first;
}

void attach(Simulator& sim, const App& app, const std::string& config_id, Number& number, bool coexistence,
            const Decision& decision) {
    number.coex = coexistence && number.phone.business_app;
    number.mps = number.coex ? 20 : 80;
    number.state = number.coex ? NumberState::connected : NumberState::unregistered;
    number.refusal_code = 133010;
    // The verification code of coexistence never ran through SMS or voice; that of the dedicated path did.
    number.code_verification_status = number.coex ? "NOT_VERIFIED" : "VERIFIED";
    if (!number.coex && number.phone.business_app) {
        number.phone.business_app = false;
        number.phone.knocked_off = true;
    }
    number.attached_app = app.id;
    ++number.onboardings;
    number.onboarded_at_ms = sim.clock.now_ms();
    number.phone.last_active_ms = number.onboarded_at_ms;
    number.last_onboarded_time = graph_time(sim.clock.now_s());
    number.sync_requests.clear();
    for (auto& [key, guest] : number.guests) guest.last_inbound_ms = 0;  // the window opens only for messages after it
    const auto& waba = sim.world.wabas[number.waba_id];
    const bool first = grant(sim, app, waba.owner_business_id, waba.id);
    tell_integration(sim, app, waba.owner_business_id, config_id, first);
    if (!decision.partner_added_ms) return;
    sim.after(*decision.partner_added_ms, [&sim, app_id = app.id, waba] { tell_partner_added(sim, app_id, waba); });
}

}  // namespace sim::signup
