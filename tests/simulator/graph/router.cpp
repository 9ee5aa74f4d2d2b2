#include "digest.hpp"
#include "escaped_json.hpp"
#include "graph/access.hpp"
#include "graph/errors.hpp"
#include "graph/gateways.hpp"
#include "graph/graph.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <optional>

namespace sim::graph {
namespace {

struct Route {
    std::string_view method;
    std::string_view edge;  ///< path after the object id; "" is the object itself
    std::string_view endpoint;
    Work work;
};

enum class Node { number, waba, app, file, none };

constexpr std::array number_routes{Route{"POST", "messages", "messages", send_message},
                                   Route{"GET", "", "number", read_number},
                                   Route{"POST", "", "number_update", update_number},
                                   Route{"POST", "smb_app_data", "smb_app_data", request_sync},
                                   Route{"POST", "media", "media_upload", upload_media},
                                   Route{"POST", "register", "register", dedicated_path},
                                   Route{"POST", "deregister", "deregister", dedicated_path},
                                   Route{"POST", "request_code", "request_code", dedicated_path},
                                   Route{"POST", "verify_code", "verify_code", dedicated_path},
                                   Route{"POST", "whatsapp_business_profile", "profile_update", dedicated_path}};
constexpr std::array waba_routes{Route{"GET", "phone_numbers", "phone_numbers", list_numbers},
                                 Route{"GET", "", "waba", read_waba},
                                 Route{"GET", "message_templates", "message_templates", list_templates},
                                 Route{"POST", "subscribed_apps", "subscribed_apps", subscribe_app},
                                 Route{"GET", "subscribed_apps", "subscribed_apps", list_subscribed_apps},
                                 Route{"DELETE", "subscribed_apps", "subscribed_apps", unsubscribe_app}};
constexpr std::array app_routes{Route{"GET", "subscriptions", "subscriptions", list_subscriptions},
                                Route{"POST", "subscriptions", "subscriptions", subscribe_fields},
                                Route{"DELETE", "subscriptions", "subscriptions", unsubscribe_fields}};

constexpr std::array file_routes{Route{"GET", "", "media", read_media}, Route{"DELETE", "", "media", delete_media}};

template <std::size_t count>
const Route* find_route(const std::array<Route, count>& routes, std::string_view method, std::string_view edge) {
    const auto* found = std::find_if(routes.begin(), routes.end(),
                                     [&](const Route& route) { return route.method == method && route.edge == edge; });
    return found == routes.end() ? nullptr : found;
}

Node node_of(const World& world, const std::string& id) {
    if (world.numbers.count(id) != 0) return Node::number;
    if (world.wabas.count(id) != 0) return Node::waba;
    if (world.files.count(id) != 0) return Node::file;
    return world.apps.count(id) != 0 ? Node::app : Node::none;
}

// An edge of a node kind tells what an unknown object was meant to be, so that its faults and log name fit.
const Route* route_of(Node node, std::string_view method, std::string_view edge) {
    if (node == Node::number) return find_route(number_routes, method, edge);
    if (node == Node::waba) return find_route(waba_routes, method, edge);
    if (node == Node::app) return find_route(app_routes, method, edge);
    if (node == Node::file) return find_route(file_routes, method, edge);
    const auto* guess = find_route(number_routes, method, edge);
    return guess ? guess : find_route(waba_routes, method, edge);
}

bool is_version(std::string_view segment) {
    const auto dot = segment.find('.');
    if (segment.size() < 4 || segment.front() != 'v' || dot == std::string_view::npos) return false;
    const auto digits = [](std::string_view text) {
        return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    return digits(segment.substr(1, dot - 1)) && digits(segment.substr(dot + 1));
}

std::vector<std::string> segments_of(std::string_view path) {
    std::vector<std::string> segments;
    while (!path.empty()) {
        const auto slash = path.find('/');
        if (slash != 0) segments.emplace_back(path.substr(0, slash));
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
    return segments;
}

json::object read_parameters(const HttpRequest& request) {
    json::object parameters;
    const auto type = request.header("content-type");
    if (type.rfind("application/json", 0) == 0) {
        json::error_code failure;
        auto body = json::parse(request.body, failure);
        if (!failure && body.is_object()) parameters = std::move(body.as_object());
    } else if (type.rfind("application/x-www-form-urlencoded", 0) == 0) {
        for (auto& [name, value] : parse_query(request.body)) parameters[name] = value;
    }
    for (const auto& [name, value] : request.query) {
        if (!parameters.contains(name)) parameters[name] = value;
    }
    return parameters;
}

Number* gateway_number_of(Simulator& sim, const HttpRequest& request, bool& key_refused) {
    for (const auto& field : request.headers) {
        const auto& name = field.first;
        const auto carries_keys = [&](const auto& entry) {
            return entry.second.gateway && entry.second.gateway->header == name;
        };
        const bool known_header = name == "d360-api-key" || name == "x-api-key" ||
                                  std::any_of(sim.world.numbers.begin(), sim.world.numbers.end(), carries_keys);
        if (!known_header) continue;
        if (auto* number = sim.world.number_of_gateway_key(name, field.second)) return number;
        key_refused = true;
    }
    return nullptr;
}

/// Splits the path; sets object id and endpoint; returns the work, or throws Refusal.
Work resolve(Call& call, bool key_refused) {
    auto segments = segments_of(call.request.path);
    Work of_gateway = nullptr;
    if (call.gateway_number) segments = behind_gateway(call, std::move(segments), of_gateway);
    const bool versioned = !segments.empty() && is_version(segments.front());
    if (versioned) segments.erase(segments.begin());
    call.endpoint = "unknown";
    const std::string edge = segments.size() > 1 ? segments[1] : std::string();
    call.object_id = segments.empty() ? std::string() : segments.front();
    Work work = nullptr;
    if (of_gateway) {
        call.endpoint = edge;
        return of_gateway;
    }
    if (segments.size() == 1 && call.object_id == "debug_token" && call.request.method == "GET") {
        call.endpoint = "debug_token";
        work = debug_token;
    } else if (segments.size() == 1 && call.object_id == "me" && call.request.method == "GET") {
        call.endpoint = "me";
        work = read_me;
    } else if (segments.size() == 2 && call.object_id == "oauth" && edge == "access_token") {
        call.endpoint = "oauth_access_token";
        if (call.request.method == "GET" || call.request.method == "POST") work = exchange_code;
    } else if (segments.size() == 2 && edge == "system_user_access_tokens" && call.request.method == "POST") {
        call.endpoint = "system_user_access_tokens";
        work = fetch_access;
    } else if (segments.size() == 1 || segments.size() == 2) {
        const auto* route = route_of(node_of(call.sim.world, call.object_id), call.request.method, edge);
        if (route) {
            call.endpoint = route->endpoint;
            work = route->work;
        }
    }
    if (!versioned && !call.gateway_number && !key_refused) work = nullptr;
    return work;
}

/// The log shows which token or code it was, never what it is.
json::object without_secrets(const json::object& told) {
    auto safe = told;
    for (const auto name :
         {"access_token", "client_secret", "verify_token", "input_token", "code", "appsecret_proof"}) {
        auto* value = safe.if_contains(name);
        if (value && value->is_string()) *value = "sha256:" + sha256_hex(value->get_string()).substr(0, 12);
    }
    return safe;
}

class Conversation : public std::enable_shared_from_this<Conversation> {
  public:
    Conversation(Simulator& sim, HttpRequest request, Respond respond)
        : call_(std::make_shared<Call>(Call{sim, std::move(request), {}, {}, {}, nullptr, nullptr, nullptr, false})),
          respond_(std::move(respond)),
          at_ms_(sim.clock.now_ms()) {}

    void run() {
        auto& call = *call_;
        bool key_refused = false;
        if (call.request.header("authorization").empty()) {
            call.gateway_number = gateway_number_of(call.sim, call.request, key_refused);
        }
        Work work = nullptr;
        call.parameters = read_parameters(call.request);
        std::optional<Refusal> not_offered;
        try {
            work = resolve(call, key_refused);
        } catch (const Refusal& refused) {
            not_offered = refused;
        }
        call.forbidden = is_forbidden(work);
        if (const auto* number = call.sim.world.number(call.object_id)) {
            waba_id_ = number->waba_id;
            onboarding_ = number->onboardings;
            onboarded_at_ms_ = number->onboarded_at_ms;
        }
        auto& faults = call.sim.faults;
        latency_ = faults.take(call.endpoint, call.object_id, {"latency"});
        fault_ = faults.take(call.endpoint, call.object_id,
                             {"drop_before", "drop_after", "http_5xx", "malformed", "error_code"});
        if (fault_ && fault_->kind == "drop_before") return conclude("dropped before processing", 0, {}, true);
        if (fault_ && fault_->kind == "http_5xx" && !fault_->after) {
            return conclude("refused", fault_->code, server_error_page(), false);
        }
        try {
            if (fault_ && fault_->kind == "error_code") {
                throw fault_->code == 190 ? token_refusal(fault_->subcode) : refusal(fault_->code, {}, fault_->subcode);
            }
            if (key_refused && !call.gateway_number) throw wrong_key();
            if (not_offered) throw *not_offered;
            if (work != exchange_code) authenticate(call);  // there the app's secret is the proof
            if (!work) throw unsupported();
            keep_within_limits();
            work(call_, [self = shared_from_this()](int status, const json::value& body) { self->done(status, body); });
        } catch (const Refusal& refused) {
            refuse(refused);
        }
    }

  private:
    [[nodiscard]] std::string app_id() const {
        if (call_->app_token) return call_->app_token->id;
        return call_->token ? call_->token->app_id : std::string();
    }

    // The WABA that was called, itself or by its number.
    [[nodiscard]] std::string waba_id() const {
        return waba_id_.empty() && call_->sim.world.wabas.count(call_->object_id) != 0 ? call_->object_id : waba_id_;
    }

    // A refused call counts too. Gateways have limits of their own.
    void keep_within_limits() {
        auto& call = *call_;
        const bool message = call.endpoint == "messages" || call.endpoint.rfind("media", 0) == 0;
        if (message || call.gateway_number) return;
        if (call.sim.usage.of_app(app_id(), at_ms_).full()) throw refusal(4);
        if (!Usage::counts(call.endpoint) || waba_id().empty()) return;
        const bool full = call.sim.usage.of(call.sim.world, app_id(), waba_id(), at_ms_).full();
        call.sim.usage.count(app_id(), waba_id(), at_ms_);
        if (full) throw refusal(80007);
    }

    // Whatever comes of it, even a refused token: the attempt alone is the caller's fault.
    [[nodiscard]] bool is_forbidden(Work work) const {
        const auto* number = call_->sim.world.number(call_->object_id);
        const bool sets_pin = work == update_number && call_->parameters.contains("pin");
        return number && number->coex && (work == dedicated_path || sets_pin);
    }

    [[nodiscard]] Refusal unsupported() const {
        const auto& call = *call_;
        if (node_of(call.sim.world, call.object_id) == Node::none) {
            return {400,
                    {{"message", "Unknown path components: " + call.request.path},
                     {"type", "OAuthException"},
                     {"code", 2500}}};
        }
        return unknown_object(call.request.method, call.object_id);
    }

    void refuse(const Refusal& refused) {
        if (refused.bare) return conclude("refused", refused.status, escaped_json(refused.error), false);
        auto error = refused.error;
        error["fbtrace_id"] = call_->sim.ids.trace();
        conclude("refused", refused.status, escaped_json(json::object{{"error", std::move(error)}}), false);
    }

    void done(int status, const json::value& body) {
        if (status >= 400) {
            auto refused = body.as_object();
            auto& error = refused["error"].as_object();
            if (!error.contains("fbtrace_id")) error["fbtrace_id"] = call_->sim.ids.trace();
            return conclude("refused", status, escaped_json(refused), false);
        }
        auto text = escaped_json(body);
        if (fault_ && fault_->kind == "drop_after") return conclude("processed, answer dropped", status, text, true);
        if (fault_ && fault_->kind == "malformed") {
            return conclude("processed, answer malformed", status, text.substr(0, text.size() / 2), false);
        }
        if (fault_ && fault_->kind == "http_5xx") {
            return conclude("processed, answered 5xx", fault_->code, server_error_page(), false);
        }
        conclude("processed", status, text, false);
    }

    static std::string server_error_page() {
        return "<!DOCTYPE html><html><head><title>Error</title></head><body>Sorry, something went wrong.</body></html>";
    }

    void conclude(std::string_view outcome, int status, std::string body, bool hang_up) {
        log(outcome, status, body, hang_up);
        HttpReply reply;
        reply.status = status;
        reply.hang_up = hang_up;
        reply.headers = headers(!body.empty() && body.front() == '<');
        reply.body = std::move(body);
        if (!latency_) return respond_(std::move(reply));
        call_->sim.after(latency_->ms, [respond = std::move(respond_), reply = std::move(reply)] { respond(reply); });
    }

    [[nodiscard]] Headers headers(bool page) const {
        auto& sim = call_->sim;
        const std::time_t now = sim.clock.now_s();
        std::tm parts{};
        gmtime_r(&now, &parts);
        char date[64];
        const auto length = std::strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        const auto waba = waba_id();
        const auto app = sim.usage.of_app(app_id(), at_ms_).figures();
        Headers told{{"Content-Type", page ? "text/html; charset=utf-8" : "application/json; charset=UTF-8"},
                     {"Date", std::string(date, length)},
                     {"Facebook-API-Version", "v24.0"},
                     {"X-App-Usage", json::serialize(app)}};
        if (waba.empty()) return told;
        const auto share = sim.usage.of(sim.world, app_id(), waba, at_ms_).of_business();
        told.emplace_back("X-Business-Use-Case-Usage", json::serialize(json::object{{waba, json::array{share}}}));
        return told;
    }

    void log(std::string_view outcome, int status, const std::string& body, bool hang_up) {
        const auto& call = *call_;
        json::object record{{"at_ms", at_ms_},
                            {"method", call.request.method},
                            {"path", call.request.path},
                            {"endpoint", call.endpoint},
                            {"object_id", call.object_id},
                            {"token", caller_name(call)},
                            {"parameters", without_secrets(call.parameters)},
                            {"outcome", outcome},
                            {"answered", !hang_up},
                            {"forbidden", call.forbidden}};
        if (!waba_id_.empty()) record["waba_id"] = waba_id_;
        if (onboarding_ > 0) record["onboarding"] = onboarding_;
        if (onboarded_at_ms_ > 0) record["onboarded_at_ms"] = onboarded_at_ms_;
        if (fault_) record["fault"] = fault_->kind;
        if (latency_) record["latency_ms"] = latency_->ms;
        json::object response{{"status", status}};
        json::error_code failure;
        auto parsed = json::parse(body, failure);
        const bool is_object = !failure && parsed.is_object();
        response["body"] = failure ? json::value(body) : std::move(parsed);
        if (is_object) response["body"] = without_secrets(response["body"].as_object());
        record["response"] = std::move(response);
        if (call.forbidden) {
            std::cerr << "FORBIDDEN CALL " << call.request.method << " " << call.request.path
                      << ": never to be made for a coexistence number" << std::endl;
        }
        call.sim.calls.add(std::move(record));
    }

    CallPtr call_;
    Respond respond_;
    std::int64_t at_ms_;
    std::string waba_id_;  ///< of the number, or empty
    int onboarding_ = 0;   ///< the number's sign-ups when the call came, and when the newest was
    std::int64_t onboarded_at_ms_ = 0;
    std::optional<Fault> latency_;
    std::optional<Fault> fault_;
};

}  // namespace

void handle(Simulator& simulator, HttpRequest request, Respond respond) {
    std::make_shared<Conversation>(simulator, std::move(request), std::move(respond))->run();
}

}  // namespace sim::graph
