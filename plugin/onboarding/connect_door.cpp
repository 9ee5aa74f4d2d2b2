#include "onboarding/connect_door.hpp"

#include <boost/json.hpp>

#include "onboarding/browser_binding.hpp"
#include "onboarding/dialog_url.hpp"
#include "onboarding/link_door.hpp"
#include "onboarding/refusals.hpp"
#include "onboarding/stage.hpp"
#include "onboarding/step.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

Stage stage_of(const ConnectAttemptRow& attempt) {
    return stage_named(attempt.stage).value_or(Stage::failed);
}

ConnectPage not_stored_page(std::string_view languages) {
    return refused_page(languages,
                        {Refusal::unavailable,
                         "not_stored",
                         "The answer could not be stored, so nothing was done.",
                         "Free some space on the server's disk, then start the connection again.",
                         {}},
                        {});
}

}  // namespace

ConnectDoor::ConnectDoor(ReaderPool& readers, const Settings& settings, const TokenCipher& cipher, Clock clock,
                         Keep keep)
    : readers_(readers),
      settings_(settings),
      cipher_(cipher),
      clock_(clock),
      keep_(std::move(keep)),
      states_(cipher, connect_redirect_uri(settings)) {}

bool ConnectDoor::secure() const {
    return settings_.public_url.rfind("https://", 0) == 0;
}

std::optional<ConnectAttemptRow> ConnectDoor::find(std::string_view ticket_or_state) const {
    const std::string id = ConnectState::attempt_of(ticket_or_state);
    if (id.empty()) return std::nullopt;
    auto reader = readers_.take();
    return find_connect_attempt(*reader, id);
}

ConnectPage ConnectDoor::handle(const ConnectRequest& request) const {
    if (request.path == "/connect/start") return start(request);
    if (request.path == "/connect/callback") return callback(request);
    return refused_page(request.languages,
                        {Refusal::not_found,
                         "route_unknown",
                         "There is no page at this address.",
                         "Start the connection from the CRM.",
                         {}},
                        {});
}

ConnectPage ConnectDoor::start(const ConnectRequest& request) const {
    const std::string ticket = query_parameter(request.query, "ticket").value_or(std::string());
    const auto attempt = find(ticket);
    if (!attempt || !states_.is_ticket(*attempt, ticket))
        return refused_page(request.languages, connect_refusal::state_invalid(), {});
    const std::string& operation = attempt->operation_id.value;
    if (!takes_code(stage_of(*attempt)))
        return refused_page(request.languages, connect_refusal::state_used(), operation);
    if (clock_.now_ms() >= attempt->expires_at)
        return refused_page(request.languages, connect_refusal::expired(), operation);
    const App* app = find_app(settings_, attempt->road);
    if (app == nullptr || !app->signup) {
        return refused_page(request.languages, connect_refusal::signup_not_configured(attempt->road), operation);
    }
    const auto binding = bind_browser(*attempt, request.cookie, secure(), clock_.now_ms());
    if (!binding) return refused_page(request.languages, binding.problem(), operation);
    const json::object value = value_of(*attempt);
    const json::value* business = value.if_contains("business");
    ConnectPage page =
        redirect_page(dialog_url(settings_, *app, states_.state(*attempt, binding->nonce), provider_of(*attempt),
                                 business != nullptr ? business->as_object() : json::object()));
    page.headers.emplace_back("set-cookie", binding->set_cookie);
    return page;
}

ConnectPage ConnectDoor::callback(const ConnectRequest& request) const {
    const std::string state = query_parameter(request.query, "state").value_or(std::string());
    const auto attempt = find(state);
    if (!attempt) return refused_page(request.languages, connect_refusal::state_invalid(), {});
    const std::string nonce = nonce_of(*attempt, request.cookie, secure());
    const auto verdict = states_.check(*attempt, state, nonce);
    if (verdict == ConnectState::Verdict::altered)
        return refused_page(request.languages, connect_refusal::state_invalid(), {});
    const std::string& operation = attempt->operation_id.value;
    if (!takes_code(stage_of(*attempt)))
        return refused_page(request.languages, connect_refusal::state_used(), operation);
    if (clock_.now_ms() >= attempt->expires_at) {
        return keep(request.languages, {*attempt, {}, connect_refusal::expired()});
    }
    if (verdict == ConnectState::Verdict::other_browser) {
        return keep(request.languages, {*attempt, {}, connect_refusal::other_browser()});
    }
    if (const auto error = query_parameter(request.query, "error")) {
        // Never the error_description: whoever made the link wrote it.
        const std::string code = query_parameter(request.query, "error_code").value_or(std::string());
        const bool digits =
            !code.empty() && code.size() < 12 && code.find_first_not_of("0123456789") == std::string::npos;
        return keep(request.languages,
                    {*attempt,
                     {},
                     *error == "access_denied" ? connect_refusal::dialog_denied()
                                               : connect_refusal::dialog_error(digits ? code : std::string())});
    }
    const std::string code = query_parameter(request.query, "code").value_or(std::string());
    if (code.empty()) return keep(request.languages, {*attempt, {}, connect_refusal::code_missing()});
    const auto sealed = cipher_.seal(Secret(code), attempt->attempt_id);
    if (!sealed) return refused_page(request.languages, sealed.problem(), operation);
    return keep(request.languages, {*attempt, *sealed, std::nullopt});
}

ConnectPage ConnectDoor::keep(std::string_view languages, const ConnectAnswer& answer) const {
    if (!keep_(answer)) return not_stored_page(languages);
    const std::string& operation = answer.attempt.operation_id.value;
    const std::string link = text_in(value_of(answer.attempt), "link");
    const bool foreign = answer.refused && answer.refused->code == connect_refusal::other_browser().code;
    if (!link.empty() && !foreign) {    // another browser does not learn the link's key
        auto reader = readers_.take();  // a client without an account here goes on at his own page
        if (const auto row = find_connect_link(*reader, link)) return redirect_page(link_url(settings_, cipher_, *row));
    }
    if (!answer.attempt.return_page.empty()) {
        const char joint = answer.attempt.return_page.find('?') == std::string::npos ? '?' : '&';
        return redirect_page(answer.attempt.return_page + joint + "operation=" + query_encoded(operation));
    }
    return answer.refused ? refused_page(languages, *answer.refused, operation)
                          : received_page(languages, operation, provider_of(answer.attempt));
}

}  // namespace coexist
