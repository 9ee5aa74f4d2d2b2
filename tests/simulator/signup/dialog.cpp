#include "phone/phone.hpp"
#include "signup/signup.hpp"
#include "simulator.hpp"
#include "url.hpp"

#include <algorithm>

namespace sim::signup {
namespace {

/// The dialog shows a page of its own and goes back to nobody.
struct Blocked {
    std::string title;
    std::string sentence;
};

// Without an opener the popup can not be seen: `popup.closed` reads true while it is open.
Headers page_headers() {
    return {{"Content-Type", "text/html; charset=utf-8"},
            {"Cross-Origin-Opener-Policy", "same-origin"},
            {"Cache-Control", "no-store"}};
}

void show(const Respond& respond, int status, std::string page) {
    respond({status, page_headers(), std::move(page), false});
}

json::object read_extras(const std::string& text) {
    json::error_code failure;
    auto extras = json::parse(text, failure);
    return !failure && extras.is_object() ? extras.as_object() : json::object();
}

const App& app_of(const Simulator& sim, const HttpRequest& request) {
    const auto found = sim.world.apps.find(request.parameter("client_id"));
    if (found == sim.world.apps.end()) {
        throw Blocked{"Invalid App ID", "The provided app ID does not look like a valid app ID."};
    }
    return found->second;
}

void check_way_back(const App& app, const HttpRequest& request, const Dialog& dialog) {
    if (dialog.from_sdk) {
        if (app.sdk_domains.count(request.parameter("domain")) != 0) return;
        throw Blocked{"JSSDK Unknown Host Domain",
                      "The domain you are hosting the Facebook Javascript SDK on is not in your app's Allowed Domains "
                      "for the JavaScript SDK."};
    }
    // Strict mode: byte-identical, with every slash and parameter.
    if (app.redirect_uris.count(dialog.redirect_uri) == 0) {
        throw Blocked{"URL Blocked",
                      "This redirect failed because the redirect URI is not white-listed in the app's client OAuth "
                      "settings. Make sure that the client and web OAuth logins are on and add all your app domains as "
                      "valid OAuth redirect URIs."};
    }
}

bool wants_app_only(const json::object& extras) {
    const auto* features = array_at(extras, "features");
    return features && std::any_of(features->begin(), features->end(), [](const json::value& feature) {
               return feature.is_object() && text_at(feature.get_object(), "name") == "app_only_install";
           });
}

void check_request(const App& app, const HttpRequest& request, const Dialog& dialog) {
    if (app.configurations.count(dialog.config_id) == 0) {
        throw Blocked{"Invalid configuration", "The parameter config_id names no configuration of this app."};
    }
    if (!request.parameter("scope").empty()) {
        throw Blocked{"Invalid parameters", "The parameter scope can not be combined with config_id."};
    }
    if (request.parameter("response_type") != "code" || request.parameter("override_default_response_type") != "true") {
        throw Blocked{"Invalid parameters",
                      "The configuration issues business tokens: response_type must be code and "
                      "override_default_response_type must be true."};
    }
    if (dialog.coexistence && wants_app_only(dialog.extras)) {
        throw Blocked{"Invalid parameters", "The feature app_only_install can not be combined with coexistence."};
    }
    if (text_at(dialog.extras, "version").rfind("v2", 0) == 0) {
        throw Blocked{"Unsupported version", "Embedded Signup v2 was switched off on October 15, 2026."};
    }
}

Dialog read_dialog(Simulator& sim, const HttpRequest& request) {
    const auto& app = app_of(sim, request);
    Dialog dialog;
    dialog.id = request.parameter("channel");
    if (dialog.id.empty() || sim.signups.dialogs.count(dialog.id) != 0) dialog.id = sim.ids.hex(24);
    dialog.app_id = app.id;
    dialog.config_id = request.parameter("config_id");
    dialog.from_sdk = !request.parameter("sdk").empty();
    if (!dialog.from_sdk) dialog.redirect_uri = request.parameter("redirect_uri");
    dialog.state = request.parameter("state");
    // Whatever can not be read is ignored, and the customer gets the plain Cloud API path.
    dialog.extras = read_extras(request.parameter("extras"));
    dialog.coexistence =
        !sim.settings.extras_ignored && text_at(dialog.extras, "featureType") == "whatsapp_business_app_onboarding";
    check_way_back(app, request, dialog);
    check_request(app, request, dialog);
    return dialog;
}

void leave(const Respond& respond, const Dialog& dialog) {
    const auto location = text_at(dialog.outcome, "location");
    if (location.empty()) {
        return show(respond, 200,
                    "<!DOCTYPE html><title>Done</title><p>You can close this window.</p><script>close()</script>\n");
    }
    auto headers = page_headers();
    headers.emplace_back("Location", location);
    respond({302, std::move(headers), {}, false});
}

void open(Simulator& sim, const HttpRequest& request, const Respond& respond) {
    json::object record{{"at_ms", sim.clock.now_ms()}, {"app", request.parameter("client_id")}};
    try {
        auto opened = read_dialog(sim, request);
        auto& dialog = sim.signups.dialogs[opened.id] = std::move(opened);
        record["dialog"] = dialog.id;
        record["opened"] = true;
        record["extras"] = dialog.extras;
        record["state"] = dialog.state;
        record["redirect_uri"] = dialog.redirect_uri;
        sim.signups.log.add(std::move(record));
        if (sim.signups.waiting.empty()) return show(respond, 200, dialog_page(sim, dialog));
        const auto decision = sim.signups.waiting.front();
        sim.signups.waiting.pop_front();
        decide(sim, dialog, decision);
        leave(respond, dialog);
    } catch (const Blocked& blocked) {
        record["opened"] = false;
        record["blocked"] = blocked.title;
        sim.signups.log.add(std::move(record));
        show(respond, 400, error_page(blocked.title, blocked.sentence));
    }
}

void take_decision(Simulator& sim, const HttpRequest& request, const Respond& respond) {
    json::object document;
    for (const auto& [name, value] : parse_query(request.body)) document[name] = value;
    const auto found = sim.signups.dialogs.find(text_at(document, "dialog"));
    if (found == sim.signups.dialogs.end()) {
        return show(respond, 404, error_page("Gone", "There is no such dialog; begin again in your CRM."));
    }
    decide(sim, found->second, read_decision(document));
    leave(respond, found->second);
}

// What the SDK's script on the opener's page asks again and again; another origin than this, so it needs CORS.
void tell_result(const Simulator& sim, const HttpRequest& request, const Respond& respond) {
    const auto found = sim.signups.dialogs.find(request.parameter("dialog"));
    json::object result{{"decided", false}};
    if (found != sim.signups.dialogs.end() && found->second.from_sdk && found->second.decided()) {
        const auto& outcome = found->second.outcome;
        result = {{"decided", true},
                  {"code", nullptr},
                  {"events", outcome.at("events")},
                  {"event_first", outcome.at("event_first")},
                  {"event_origin", outcome.at("event_origin")}};
        if (const auto* code = outcome.if_contains("code")) result["code"] = *code;
    }
    respond(
        {200,
         {{"Content-Type", "application/json"}, {"Access-Control-Allow-Origin", "*"}, {"Cache-Control", "no-store"}},
         json::serialize(result),
         false});
}

bool is_dialog_path(std::string_view path) {
    constexpr std::string_view ending = "/dialog/oauth";
    if (path.size() < ending.size() || path.substr(path.size() - ending.size()) != ending) return false;
    const auto version = path.substr(0, path.size() - ending.size());
    return version.size() > 2 && version.substr(0, 2) == "/v" && version.find('.') != std::string_view::npos;
}

}  // namespace

bool handle(Simulator& sim, const HttpRequest& request, const Respond& respond) {
    const auto& path = request.path;
    try {
        if (request.method == "GET" && is_dialog_path(path)) {
            open(sim, request, respond);
        } else if (request.method == "POST" && path == "/dialog/decide") {
            take_decision(sim, request, respond);
        } else if (request.method == "GET" && path == "/dialog/result") {
            tell_result(sim, request, respond);
        } else if (request.method == "GET" && path == "/en_US/sdk.js") {
            respond({200, {{"Content-Type", "application/javascript; charset=utf-8"}}, sdk_script(), false});
        } else {
            return false;
        }
    } catch (const phone::Impossible& problem) {
        show(respond, problem.status, error_page("Not possible", problem.what()));
    }
    return true;
}

}  // namespace sim::signup
