#include "graph/errors.hpp"
#include "graph/graph.hpp"

#include "digest.hpp"

#include <algorithm>
#include <cctype>

namespace sim::graph {
namespace {

Refusal oauth_refusal(int code, int subcode, std::string_view message) {
    json::object error{{"message", message}, {"type", "OAuthException"}, {"code", code}};
    if (subcode != 0) error["error_subcode"] = subcode;
    return {400, std::move(error)};
}

const App& client(const Call& call) {
    const auto& apps = call.sim.world.apps;
    const auto found = apps.find(text_at(call.parameters, "client_id"));
    if (found == apps.end()) {
        throw oauth_refusal(101, 0, "Error validating application. Cannot get application info due to a system error.");
    }
    if (found->second.secret != text_at(call.parameters, "client_secret")) {
        throw oauth_refusal(1, 0, "Error validating client secret.");
    }
    return found->second;
}

void check_redirect(const Call& call, const Code& code) {
    const bool named = call.parameters.contains("redirect_uri");
    const auto given = text_at(call.parameters, "redirect_uri");
    bool identical = given == code.redirect_uri;
    // From the SDK's popup: no redirect_uri; some integrators need an empty one.
    if (code.from_sdk && call.sim.settings.sdk_redirect_uri == "omitted") identical = !named;
    if (code.from_sdk && call.sim.settings.sdk_redirect_uri == "empty") identical = named && given.empty();
    if (identical) return;
    throw oauth_refusal(100, 36008,
                        "Error validating verification code. Please make sure your redirect_uri is identical to the "
                        "one you used in the OAuth dialog request");
}

Code& valid_code(const Call& call, const App& app) {
    const auto text = text_at(call.parameters, "code");
    if (text.empty()) throw oauth_refusal(1, 0, "Missing authorization code");
    const auto found = call.sim.signups.codes.find(text);
    if (found == call.sim.signups.codes.end() || found->second.app_id != app.id) {
        throw oauth_refusal(100, 0, "Invalid verification code format.");
    }
    auto& code = found->second;
    if (code.used) throw oauth_refusal(100, 36009, "This authorization code has been used.");
    if (call.sim.clock.now_ms() >= code.issued_at_ms + call.sim.settings.code_life_ms) {
        throw oauth_refusal(100, 36007, "This authorization code has expired.");
    }
    check_redirect(call, code);
    return code;
}

bool says_true(const json::object& parameters, std::string_view key) {
    return flag_at(parameters, key) || text_at(parameters, key) == "true";
}

/// One business integration system user for each client portfolio and app.
std::string system_user(const App& app, const std::string& business_id) {
    std::string digits = "1221";
    for (const char c : sha256_hex(app.id + " " + business_id).substr(0, 11)) {
        digits.push_back(c <= '9' ? c : static_cast<char>('0' + (c - 'a')));
    }
    return digits;
}

/// The token by which the app reaches everything that this portfolio granted to it.
Token access_of(Simulator& sim, const App& app, const std::string& business_id) {
    Token token;
    auto tail = sim.ids.hex(60);
    std::transform(tail.begin(), tail.end(), tail.begin(), [](unsigned char c) { return std::tolower(c); });
    token.text = "EAAJ" + tail;
    token.app_id = app.id;
    token.client_business_id = business_id;
    token.waba_ids = sim.world.grants[{app.id, business_id}];
    token.scopes = {"whatsapp_business_management", "whatsapp_business_messaging"};
    token.issued_at = sim.clock.now_s();
    token.targets_omitted = sim.settings.targets_omitted;
    token.from_code = true;
    token.user_id = system_user(app, business_id);
    return token;
}

/// The caller's own app, if the caller is a system user of the portfolio that owns it and proves the app's secret.
const App& partner(const Call& call) {
    if (!call.token) throw refusal(200);
    const auto found = call.sim.world.apps.find(call.token->app_id);
    if (found == call.sim.world.apps.end() || call.token->client_business_id != found->second.business_id) {
        throw refusal(10, "The token is not of a system user of the partner's own portfolio.");
    }
    if (call.token->scopes.count("business_management") == 0) {
        throw refusal(10, "The token has no permission business_management.");
    }
    if (text_at(call.parameters, "appsecret_proof") != hmac_sha256_hex(found->second.secret, call.token->text)) {
        throw refusal(100, "Invalid appsecret_proof provided in the API argument");
    }
    return found->second;
}

}  // namespace

void exchange_code(const CallPtr& call, const Answer& answer) {
    const auto& app = client(*call);
    auto& code = valid_code(*call, app);
    auto& sim = call->sim;
    code.used = true;
    auto token = access_of(sim, app, code.client_business_id);
    if (code.token_days != 0) token.expires_at = token.issued_at + code.token_days * 86400LL;
    json::object told{{"access_token", token.text}, {"token_type", "bearer"}};
    if (token.expires_at != 0) told["expires_in"] = token.expires_at - token.issued_at;
    const auto text = token.text;
    sim.world.tokens[text] = std::move(token);
    answer(200, std::move(told));
}

// POST /{customer portfolio}/system_user_access_tokens: what a partner does when a sign-up came without a code. Only
// fetching is played: without fetch_only the platform would make the system user anew.
void fetch_access(const CallPtr& call, const Answer& answer) {
    const auto& app = partner(*call);
    auto& sim = call->sim;
    if (!says_true(call->parameters, "fetch_only")) throw refusal(100, "The parameter fetch_only must be true here.");
    const auto granted = sim.world.grants.find({app.id, call->object_id});
    if (granted == sim.world.grants.end() || granted->second.empty()) {
        throw unknown_object(call->request.method, call->object_id);
    }
    for (const auto& [text, known] : sim.world.tokens) {
        if (!known.from_code || known.app_id != app.id || known.client_business_id != call->object_id) continue;
        if (known.invalid_subcode == 0 && known.expires_at == 0) return answer(200, {{"access_token", text}});
    }
    auto token = access_of(sim, app, call->object_id);
    const auto text = token.text;
    sim.world.tokens[text] = std::move(token);
    answer(200, {{"access_token", text}});
}

}  // namespace sim::graph
