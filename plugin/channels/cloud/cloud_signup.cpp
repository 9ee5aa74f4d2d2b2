#include "channels/cloud/cloud_signup.hpp"

#include <Poco/URI.h>

#include <algorithm>
#include <boost/json.hpp>

#include "channels/cloud/graph_outcome.hpp"
#include "channels/cloud/self_test.hpp"
#include "channels/cloud/signup_client.hpp"
#include "secrets/digest.hpp"

namespace coexist::cloud {
namespace {

constexpr int most_pages = 100;

template <class Outcome>
Outcome no_app(const std::string& road) {
    Outcome outcome;
    outcome.kind = CallOutcome::Kind::refused;
    outcome.error.cure = Cure::fix;
    outcome.error.sentence = "The configuration has no Meta app named \"" + road + "\" any more.";
    outcome.error.next = "Add it again, or connect the number over another one.";
    return outcome;
}

template <class Outcome, class Said>
Outcome outcome_as(const GraphResult<Said>& result) {
    Outcome outcome;
    fill(outcome, result);
    return outcome;
}

/// The app and endpoint of a road; nothing for a gateway or a road that is gone.
struct Place {
    GraphEndpoint endpoint;
    SignupApp app;
};

std::optional<Place> place_of(const RoutesToMeta& routes, const std::string& road, const Secret& token) {
    auto endpoint = routes.endpoint(road, token);
    const std::string app_id = routes.app_id(road);
    if (!endpoint || app_id.empty()) return std::nullopt;
    SignupApp app{app_id, endpoint->app_secret.clone()};
    return Place{std::move(*endpoint), std::move(app)};
}

TokenOutcome token_outcome(const GraphResult<ExchangedToken>& result) {
    auto outcome = outcome_as<TokenOutcome>(result);
    if (const ExchangedToken* said = result.said()) {
        outcome.token = Secret(said->access_token);
        outcome.expires_in = said->expires_in;
    }
    return outcome;
}

/// The code of a problem document (RFC 9457) of ours; empty where the body is something else.
std::string code_of_problem(const std::string& body) {
    boost::json::error_code failed;
    const boost::json::value said = boost::json::parse(body, failed);
    const boost::json::object* document = failed ? nullptr : said.if_object();
    const boost::json::value* code = document != nullptr ? document->if_contains("code") : nullptr;
    return code != nullptr && code->is_string() ? std::string(code->get_string()) : std::string();
}

}  // namespace

TokenOutcome CloudSignup::exchange(const std::string& road, const Secret& code,
                                   const std::optional<std::string>& redirect_uri) {
    const auto place = place_of(*routes_, road, Secret());
    if (!place) return no_app<TokenOutcome>(road);
    return token_outcome(SignupClient(*http_, place->endpoint, place->app).exchange(code, redirect_uri));
}

TokenOutcome CloudSignup::partner_access(const std::string& road, const std::string& portfolio) {
    const Secret token = routes_->partner_token(road);
    const auto place = token.empty() ? std::nullopt : place_of(*routes_, road, token);
    if (!place) return no_app<TokenOutcome>(road);
    return token_outcome(SignupClient(*http_, place->endpoint, place->app).fetch_access(portfolio));
}

GrantOutcome CloudSignup::inspect(const std::string& road, const Secret& token) {
    const auto place = place_of(*routes_, road, token);
    if (!place) return no_app<GrantOutcome>(road);
    const auto result = SignupClient(*http_, place->endpoint, place->app).debug_token(token);
    auto outcome = outcome_as<GrantOutcome>(result);
    if (const Grant* said = result.said()) outcome.grant = *said;
    return outcome;
}

NumbersOutcome CloudSignup::numbers(const std::string& road, const Secret& token, const WabaId& waba) {
    const auto place = place_of(*routes_, road, token);
    if (!place) return no_app<NumbersOutcome>(road);
    const SignupClient client(*http_, place->endpoint, place->app);
    NumbersOutcome all;
    std::string after;
    for (int page = 0; page < most_pages; ++page) {
        const auto result = client.numbers(waba, after);
        auto outcome = outcome_as<NumbersOutcome>(result);
        const OfferedPage* said = result.said();
        if (said == nullptr) return outcome;
        for (OfferedNumber number : said->numbers) {
            number.waba_id = waba;
            all.numbers.push_back(std::move(number));
        }
        static_cast<CallOutcome&>(all) = outcome;
        after = said->after;
        if (after.empty()) break;
    }
    return all;
}

// Meta refuses an override where the app is not subscribed plainly yet, (#100) "Before override the current callback
// uri": so the plain call always goes first.
CallOutcome CloudSignup::subscribe(const Line& line, const CallbackOverride* own_callback) {
    const auto place = place_of(*routes_, line.road, line.token);
    if (!place) return no_app<CallOutcome>(line.road);
    const GraphClient graph(*http_, place->endpoint);
    CallOutcome subscribed = call_outcome(graph.subscribe(line.waba_id));
    if (subscribed.kind != CallOutcome::Kind::accepted) return subscribed;
    if (own_callback != nullptr) {
        CallOutcome overridden = call_outcome(
            SignupClient(*http_, place->endpoint, place->app).override_callback(line.waba_id, *own_callback));
        if (overridden.kind != CallOutcome::Kind::accepted) return overridden;
    }
    const auto listed = graph.read_subscriptions(line.waba_id);
    CallOutcome read = subscription_outcome(listed, place->app.app_id);
    const auto* said = listed.said();
    if (own_callback == nullptr || said == nullptr || read.kind != CallOutcome::Kind::accepted) return read;
    const bool ours = std::any_of(said->begin(), said->end(), [&](const Subscription& one) {
        return one.app_id == place->app.app_id && one.override_callback_uri == own_callback->url;
    });
    if (ours) return read;
    read.kind = CallOutcome::Kind::unknown;
    read.reason = "The platform took our callback but does not list it.";
    return read;
}

// The one call that could knock a number off its owner's phone. So the read stands here, beside it, and not in whoever
// calls: a number that is in the app, or of which that is not certain, is never registered.
RegisterOutcome CloudSignup::register_dedicated(const Line& line, const Secret& pin) {
    const auto place = place_of(*routes_, line.road, line.token);
    if (!place) return no_app<RegisterOutcome>(line.road);
    const auto read = GraphClient(*http_, place->endpoint).read_number(line.phone_number_id);
    auto outcome = outcome_as<RegisterOutcome>(read);
    const NumberState* number = read.said();
    if (number == nullptr || !number->is_on_biz_app) return outcome;
    if (*number->is_on_biz_app) {
        outcome.found = RegisterOutcome::Found::on_phone;
        return outcome;
    }
    if (number->platform_type == "CLOUD_API") {
        outcome.found = RegisterOutcome::Found::registered_before;
        return outcome;
    }
    outcome = outcome_as<RegisterOutcome>(
        SignupClient(*http_, place->endpoint, place->app).register_dedicated(line.phone_number_id, pin));
    outcome.found = RegisterOutcome::Found::to_register;
    return outcome;
}

FieldsOutcome CloudSignup::subscribed_fields(const std::string& road) {
    const auto place = place_of(*routes_, road, Secret());
    if (!place) return no_app<FieldsOutcome>(road);
    const auto result = SignupClient(*http_, place->endpoint, place->app).app_fields();
    auto outcome = outcome_as<FieldsOutcome>(result);
    if (const auto* said = result.said()) outcome.fields = *said;
    return outcome;
}

// Meta, "Webhooks: verification requests". Poco's encoding keeps the word's own characters out of the query's syntax.
CallOutcome CloudSignup::handshake(const CallbackOverride& callback) {
    constexpr const char* challenge = "1158201444";
    net::Request request;
    request.url = callback.url + "?hub.mode=subscribe&hub.challenge=" + challenge + "&hub.verify_token=";
    Poco::URI::encode(std::string(callback.verify_token.reveal()), "!#$&'()*+,/:;=?@[]%", request.url);
    const net::Answer answer = http_->exchange(request);
    CallOutcome outcome;
    outcome.http = answer.status;
    outcome.reason = answer.reason;
    outcome.kind =
        answer.status == 200 && answer.body == challenge ? CallOutcome::Kind::accepted : CallOutcome::Kind::not_sent;
    return outcome;
}

TestDeliveryOutcome CloudSignup::deliver_test(const std::string& road, const std::string& url,
                                              const std::string& word) {
    const auto place = place_of(*routes_, road, Secret());
    if (!place) return no_app<TestDeliveryOutcome>(road);
    net::Request request;
    request.method = "POST";
    request.url = url;
    request.content_type = "application/json";
    request.body = self_test_body(word);
    const Sha256 mac = hmac_sha256(place->app.app_secret.reveal(), request.body);
    const std::string_view bytes(reinterpret_cast<const char*>(mac.data()), mac.size());
    request.headers.emplace_back("X-Hub-Signature-256", "sha256=" + to_hex(bytes));
    const net::Answer answer = http_->exchange(request);
    TestDeliveryOutcome outcome;
    outcome.http = answer.status;
    outcome.reason = answer.reason;
    if (answer.status == 200) {
        outcome.kind = CallOutcome::Kind::accepted;
    } else if (answer.reached == net::Reached::answered) {
        outcome.kind = CallOutcome::Kind::refused;
        outcome.code = code_of_problem(answer.body);
    }
    return outcome;
}

SyncOutcome CloudSignup::request_sync(const Line& line, SyncKind kind) {
    const auto place = place_of(*routes_, line.road, line.token);
    if (!place) return no_app<SyncOutcome>(line.road);
    const auto result = SignupClient(*http_, place->endpoint, place->app).request_sync(line.phone_number_id, kind);
    auto outcome = outcome_as<SyncOutcome>(result);
    if (const SyncAccepted* said = result.said()) outcome.request_id = said->request_id;
    return outcome;
}

}  // namespace coexist::cloud
