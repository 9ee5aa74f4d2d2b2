#include "access.hpp"

#include "digest.hpp"
#include "graph/errors.hpp"

namespace sim::graph {
namespace {

std::string presented_token(const Call& call) {
    const auto authorization = call.request.header("authorization");
    for (const std::string_view scheme : {"Bearer ", "OAuth "}) {
        if (authorization.rfind(scheme, 0) == 0) return authorization.substr(scheme.size());
    }
    if (!authorization.empty()) throw token_refusal(0);
    return call.request.parameter("access_token");
}

const App* app_of_token(const World& world, const std::string& text) {
    const auto bar = text.find('|');
    if (bar == std::string::npos) return nullptr;
    const auto found = world.apps.find(text.substr(0, bar));
    return found != world.apps.end() && found->second.secret == text.substr(bar + 1) ? &found->second : nullptr;
}

void require_scope_of_token(const Token& token, std::string_view scope) {
    if (token.scopes.count(std::string(scope)) != 0) return;
    if (token.missing_scope_code == 10) throw refusal(10, "The token has no permission " + std::string(scope) + ".");
    throw Refusal(403, {{"message", "(#" + std::to_string(token.missing_scope_code) +
                                        ") You do not have the necessary permissions required to call this endpoint: " +
                                        std::string(scope)},
                        {"type", "OAuthException"},
                        {"code", token.missing_scope_code}});
}

void require_scope(const Call& call, std::string_view scope) {
    if (call.gateway_number) return;
    if (call.token) require_scope_of_token(*call.token, scope);
}

bool may_see(const Call& call, const std::string& waba_id) {
    if (call.gateway_number) return call.gateway_number->waba_id == waba_id;
    return call.token && call.token->holds(waba_id);
}

}  // namespace

bool is_gone(const Number& number) {
    return number.state == NumberState::not_onboarded ||
           (number.state == NumberState::disconnected && number.refusal_code == 33);
}

std::optional<int> invalid_subcode(const Token& token, const Clock& clock) {
    if (token.invalid_subcode != 0) return token.invalid_subcode;
    if (token.expires_at != 0 && clock.now_s() >= token.expires_at) return 463;
    return std::nullopt;
}

void authenticate(Call& call) {
    if (call.gateway_number) return;
    const auto text = presented_token(call);
    if (text.empty()) throw refusal(200);
    call.app_token = app_of_token(call.sim.world, text);
    if (call.app_token) return;
    const auto found = call.sim.world.tokens.find(text);
    if (found == call.sim.world.tokens.end()) throw token_refusal(0);
    if (const auto subcode = invalid_subcode(found->second, call.sim.clock)) throw token_refusal(*subcode);
    call.token = &found->second;
}

std::string caller_name(const Call& call) {
    if (call.gateway_number) return "gateway:" + call.gateway_number->id;
    if (call.app_token) return "app:" + call.app_token->id;
    auto text = call.request.header("authorization");
    if (text.empty()) text = call.request.parameter("access_token");
    if (text.empty()) return "none";
    const auto space = text.find(' ');
    const auto bare = space == std::string::npos ? text : text.substr(space + 1);
    return (call.token ? "token:" : "unknown:") + sha256_hex(bare).substr(0, 12);
}

Number& visible_number(const Call& call, std::string_view scope) {
    auto* number = call.sim.world.number(call.object_id);
    if (!number || is_gone(*number) ||
        (call.gateway_number ? number != call.gateway_number : !may_see(call, number->waba_id))) {
        throw unknown_object(call.request.method, call.object_id);
    }
    // A number behind a gateway is the partner's: no token of ours reaches it directly.
    if (number->gateway && !call.gateway_number) throw unknown_object(call.request.method, call.object_id);
    require_scope(call, scope);
    return *number;
}

Waba& visible_waba(const Call& call, std::string_view scope) {
    const auto found = call.sim.world.wabas.find(call.object_id);
    if (found == call.sim.world.wabas.end() || !may_see(call, call.object_id)) {
        throw unknown_object(call.request.method, call.object_id);
    }
    require_scope(call, scope);
    return found->second;
}

}  // namespace sim::graph
