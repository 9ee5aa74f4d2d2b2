#include "graph/access.hpp"
#include "graph/errors.hpp"
#include "graph/fields.hpp"
#include "graph/graph.hpp"

namespace sim::graph {
namespace {

json::object invalid_token(const std::string& app_id, int subcode) {
    const auto told = token_refusal(subcode).error;
    json::object error{{"code", 190}, {"message", told.at("message")}};
    if (subcode > 0) error["subcode"] = subcode;
    json::object described{{"is_valid", false}, {"error", std::move(error)}, {"scopes", json::array()}};
    if (!app_id.empty()) {
        described["app_id"] = app_id;
        described["type"] = "SYSTEM_USER";
    }
    return described;
}

json::object valid_token(const Call& call, const Token& token) {
    const auto app = call.sim.world.apps.find(token.app_id);
    json::array scopes;
    json::array granular;
    json::array wabas;
    for (auto id = token.waba_ids.rbegin(); id != token.waba_ids.rend(); ++id) wabas.emplace_back(*id);
    for (const auto& scope : token.scopes) {
        scopes.emplace_back(scope);
        json::object grant{{"scope", scope}};
        if (!token.targets_omitted) grant["target_ids"] = wabas;
        granular.push_back(std::move(grant));
    }
    scopes.emplace_back("public_profile");
    return {{"app_id", token.app_id},
            {"type", "SYSTEM_USER"},
            {"application", app == call.sim.world.apps.end() ? std::string() : app->second.name},
            {"data_access_expires_at", 0},
            {"expires_at", token.expires_at},
            {"is_valid", true},
            {"issued_at", token.issued_at},
            {"scopes", std::move(scopes)},
            {"granular_scopes", std::move(granular)},
            {"user_id", token.user_id}};
}

}  // namespace

void debug_token(const CallPtr& call, const Answer& answer) {
    const auto input = text_at(call->parameters, "input_token");
    if (input.empty()) throw refusal(100, "The parameter input_token is required.");
    const auto found = call->sim.world.tokens.find(input);
    if (found == call->sim.world.tokens.end()) return answer(200, {{"data", invalid_token({}, 0)}});
    const auto& token = found->second;
    const auto& asking_app = call->app_token ? call->app_token->id : (call->token ? call->token->app_id : token.app_id);
    if (asking_app != token.app_id) {
        throw refusal(100, "(#100) The App_id in the input_token did not match the Viewing App");
    }
    const auto subcode = invalid_subcode(token, call->sim.clock);
    answer(200, {{"data", subcode ? invalid_token(token.app_id, *subcode) : valid_token(*call, token)}});
}

void read_me(const CallPtr& call, const Answer& answer) {
    if (!call->token) throw refusal(100, "An app has no profile.");
    const json::object whole{
        {"id", call->token->user_id}, {"name", "System user"}, {"client_business_id", call->token->client_business_id}};
    answer(200, pick_fields(whole, text_at(call->parameters, "fields"), {"name"}, "User"));
}

}  // namespace sim::graph
