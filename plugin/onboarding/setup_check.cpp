#include "onboarding/setup_check.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "onboarding/dialog_url.hpp"
#include "runtime/timestamps.hpp"
#include "secrets/resolve.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

using State = SetupCheck::State;
constexpr const char* feature_of_coexistence = "whatsapp_business_app_onboarding";

bool loopback(const std::string& url) {
    return url.rfind("http://127.0.0.1", 0) == 0 || url.rfind("http://localhost", 0) == 0;
}

std::string feature_type(const std::string& extras) {
    json::error_code failed;
    const json::value said = json::parse(extras, failed);
    const json::object* object = failed ? nullptr : said.if_object();
    const json::value* type = object != nullptr ? object->if_contains("featureType") : nullptr;
    return type != nullptr && type->is_string() ? std::string(type->get_string()) : std::string();
}

SetupCheck check_of_fields(const FieldsOutcome& outcome, Provider provider) {
    SetupCheck check{"fields", State::good, {}, {}};
    for (const std::string& field : fields_needed_by(provider)) {
        if (std::find(outcome.fields.begin(), outcome.fields.end(), field) == outcome.fields.end()) {
            check.value += (check.value.empty() ? "" : ", ") + field;
        }
    }
    if (!check.value.empty()) check.state = State::missing;
    return check;
}

/// Whether Meta takes the app's id and secret: these codes speak of them (Meta, "Error codes"); any other refusal, such
/// as too many calls, says nothing of them.
SetupCheck check_of_secret(const CallOutcome& outcome) {
    SetupCheck check{"app_secret", State::good, {}, {}};
    if (outcome.kind == CallOutcome::Kind::accepted) return check;
    constexpr std::int64_t of_credentials[] = {1, 101, 104, 190};
    const bool refused = outcome.kind == CallOutcome::Kind::refused;
    const bool wrong = refused && std::find(std::begin(of_credentials), std::end(of_credentials), outcome.error.code) !=
                                      std::end(of_credentials);
    check.state = wrong ? State::missing : State::doubt;
    check.detail = refused ? outcome.error.sentence : outcome.reason;
    return check;
}

std::string webhook_of(const Settings& settings, const App& app) {
    return settings.public_url + "/webhooks/" + app.name;
}

std::string name_of_road(const App& app) {
    return app.name + ", " + app.app_id + ", " + app.graph_base + "/" + app.graph_version;
}

/// Our own callback as Meta sees it: over the public address, with the app's word.
SetupCheck check_of_callback(SignupDesk& desk, const Settings& settings, const App& app) {
    SetupCheck check{"callback", State::good, {}, webhook_of(settings, app)};
    auto word = resolve(app.verify_token);
    if (!word) {
        check.state = State::missing;
        check.detail = word.problem().detail;
        return check;
    }
    const CallOutcome outcome = desk.handshake({check.value, std::move(word->secret)});
    if (outcome.kind != CallOutcome::Kind::accepted) {
        check.state = State::doubt;  // this machine may not reach its own public address, while Meta does
        check.detail = outcome.reason.empty() ? "HTTP " + std::to_string(outcome.http) : outcome.reason;
    }
    return check;
}

}  // namespace

std::string_view name_of(State state) {
    switch (state) {
        case State::good:
            return "good";
        case State::missing:
            return "missing";
        case State::doubt:
            return "doubt";
        case State::ask:
            break;
    }
    return "ask";
}

std::vector<std::string> fields_needed_by(Provider provider) {
    std::vector<std::string> fields{"messages", "account_update"};
    if (provider == Provider::coex) {
        for (const char* of_phone : {"history", "smb_app_state_sync", "smb_message_echoes"})
            fields.emplace_back(of_phone);
    }
    return fields;
}

std::vector<SetupCheck> checks_of_configuration(const Settings& settings, const App& app, Provider provider) {
    std::vector<SetupCheck> checks;
    checks.push_back({"road", State::ask, {}, name_of_road(app)});
    const bool reachable = settings.public_url.rfind("https://", 0) == 0 || loopback(settings.public_url);
    checks.push_back({"public_url", reachable ? State::good : State::missing, {}, settings.public_url});
    const bool has_config = app.signup && !app.signup->config_id.empty();
    checks.push_back({"config_id", has_config ? State::good : State::missing, {}, {}});
    if (provider == Provider::coex && app.signup) {
        const std::string type = feature_type(app.signup->extras);
        const bool right = type == feature_of_coexistence;
        checks.push_back({"feature_type", right ? State::good : State::missing, type, feature_of_coexistence});
    }
    checks.push_back({"redirect_uri", State::ask, {}, connect_redirect_uri(settings)});
    for (const char* seen_by_people : {"app_live", "permissions", "own_portfolio"}) {
        checks.push_back({seen_by_people, State::ask, {}, {}});
    }
    return checks;
}

std::vector<SetupCheck> checks_of_platform(SignupDesk& desk, const Settings& settings, const App& app,
                                           Provider provider) {
    std::vector<SetupCheck> checks;
    const FieldsOutcome outcome = desk.subscribed_fields(app.name);
    checks.push_back(check_of_secret(outcome));
    if (outcome.kind == CallOutcome::Kind::accepted) checks.push_back(check_of_fields(outcome, provider));
    checks.push_back(check_of_callback(desk, settings, app));
    return checks;
}

SelfTest send_self_test(SignupDesk& desk, const Settings& settings, const App& app, const std::string& word) {
    const std::string url = webhook_of(settings, app);
    return {url, desk.deliver_test(app.name, url, word)};
}

// This machine may not reach its own public address while Meta does, so only what our own program answers is certain.
SetupCheck check_of_self_test(const SelfTest& test) {
    SetupCheck check{"self_test", State::good, {}, test.url};
    const TestDeliveryOutcome& sent = test.sent;
    if (sent.kind == CallOutcome::Kind::accepted) {
        if (test.arrived) return check;
        check.state = State::missing;
        check.code = "lost";
        return check;
    }
    check.detail = sent.reason.empty() ? "HTTP " + std::to_string(sent.http) : sent.reason;
    const bool wrong_secret = sent.code == "signature_wrong" || sent.code == "signatures_wrong";
    const bool wrong_place = sent.code == "road_unknown";
    check.state = wrong_secret || wrong_place ? State::missing : State::doubt;
    check.code = wrong_secret                              ? "signature"
                 : wrong_place                             ? "place"
                 : sent.kind == CallOutcome::Kind::refused ? "refused"
                                                           : "unreached";
    return check;
}

SetupCheck check_of_delivery(std::int64_t at, std::int64_t now) {
    constexpr std::int64_t lately_ms = 7LL * 24 * 60 * 60 * 1000;
    SetupCheck check{"delivery", State::good, {}, {}, {}, at};
    if (at < now - lately_ms) check.state = State::doubt;
    if (at == 0) check.code = "never";
    return check;
}

json::object object_of(const SetupCheck& check) {
    json::object out{{"id", check.id}, {"state", name_of(check.state)}};
    if (!check.detail.empty()) out["detail"] = check.detail;
    if (!check.value.empty()) out["value"] = check.value;
    if (!check.code.empty()) out["code"] = check.code;
    if (check.at > 0) out["at"] = rfc3339(check.at);
    return out;
}

}  // namespace coexist
