#include "onboarding/connect_door.hpp"

#include <Poco/Exception.h>
#include <Poco/URI.h>

#include "onboarding/dialog_url.hpp"
#include "onboarding/refusals.hpp"
#include "onboarding/stage.hpp"
#include "onboarding/step.hpp"

namespace coexist {
namespace {

constexpr std::size_t name_digits = 8;  // of the attempt's id: two popups of one browser have a cookie each
constexpr std::size_t nonce_digits = 32;

/// The first value of a parameter; nothing if it is not there. Facebook may append "#_=_", which no server sees.
std::optional<std::string> parameter(std::string_view query, std::string_view name) {
    try {
        Poco::URI uri;
        uri.setRawQuery(std::string(query));
        for (const auto& [key, value] : uri.getQueryParameters()) {
            if (key == name) return value;
        }
    } catch (const Poco::Exception&) {
        return std::nullopt;  // no query at all
    }
    return std::nullopt;
}

// __Host-: the browser takes it over https only, from this host only, for the whole host (RFC 6265bis). On plain http
// to this machine itself, in tests, there is no such cookie.
std::string cookie_name(const ConnectAttemptRow& attempt, bool secure) {
    return (secure ? "__Host-wa-connect-" : "wa-connect-") + attempt.attempt_id.substr(0, name_digits);
}

std::string cookie_value(std::string_view header, std::string_view name) {
    while (!header.empty()) {
        const std::string_view one = header.substr(0, header.find(';'));
        header.remove_prefix(std::min(header.size(), one.size() + 1));
        const std::size_t begin = one.find_first_not_of(' ');
        if (begin == std::string_view::npos) continue;
        const std::string_view pair = one.substr(begin);
        if (pair.size() > name.size() && pair.substr(0, name.size()) == name && pair[name.size()] == '=') {
            return std::string(pair.substr(name.size() + 1));
        }
    }
    return {};
}

Stage stage_of(const ConnectAttemptRow& attempt) {
    return stage_named(attempt.stage).value_or(Stage::failed);
}

bool well_formed(std::string_view nonce) {
    return nonce.size() == nonce_digits && nonce.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

ConnectPage not_stored_page() {
    return refused_page({Refusal::unavailable,
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
    return refused_page({Refusal::not_found,
                         "route_unknown",
                         "There is no page at this address.",
                         "Start the connection from the CRM.",
                         {}},
                        {});
}

ConnectPage ConnectDoor::start(const ConnectRequest& request) const {
    const std::string ticket = parameter(request.query, "ticket").value_or(std::string());
    const auto attempt = find(ticket);
    if (!attempt || !states_.is_ticket(*attempt, ticket)) return refused_page(connect_refusal::state_invalid(), {});
    const std::string& operation = attempt->operation_id.value;
    if (!takes_code(stage_of(*attempt))) return refused_page(connect_refusal::state_used(), operation);
    if (clock_.now_ms() >= attempt->expires_at) return refused_page(connect_refusal::expired(), operation);
    const App* app = find_app(settings_, attempt->road);
    if (app == nullptr || !app->signup) {
        return refused_page(connect_refusal::signup_not_configured(attempt->road), operation);
    }
    const std::string name = cookie_name(*attempt, secure());
    std::string nonce = cookie_value(request.cookie, name);
    if (!well_formed(nonce)) {
        auto fresh = ConnectState::random_id();
        if (!fresh) return refused_page(fresh.problem(), operation);
        nonce = *fresh;
    }
    const std::int64_t seconds = (attempt->expires_at - clock_.now_ms()) / 1000;
    ConnectPage page =
        redirect_page(dialog_url(settings_, *app, states_.state(*attempt, nonce), provider_of(*attempt)));
    page.headers.emplace_back("set-cookie", name + "=" + nonce + "; Path=/; Max-Age=" + std::to_string(seconds) +
                                                "; HttpOnly; SameSite=Lax" + (secure() ? "; Secure" : ""));
    return page;
}

ConnectPage ConnectDoor::callback(const ConnectRequest& request) const {
    const std::string state = parameter(request.query, "state").value_or(std::string());
    const auto attempt = find(state);
    if (!attempt) return refused_page(connect_refusal::state_invalid(), {});
    const std::string nonce = cookie_value(request.cookie, cookie_name(*attempt, secure()));
    const auto verdict = states_.check(*attempt, state, nonce);
    if (verdict == ConnectState::Verdict::altered) return refused_page(connect_refusal::state_invalid(), {});
    const std::string& operation = attempt->operation_id.value;
    if (!takes_code(stage_of(*attempt))) return refused_page(connect_refusal::state_used(), operation);
    if (clock_.now_ms() >= attempt->expires_at) {
        return keep({*attempt, {}, connect_refusal::expired()});
    }
    if (verdict == ConnectState::Verdict::other_browser) {
        return keep({*attempt, {}, connect_refusal::other_browser()});
    }
    if (const auto error = parameter(request.query, "error")) {
        // Never the error_description: whoever made the link wrote it.
        const std::string code = parameter(request.query, "error_code").value_or(std::string());
        const bool digits =
            !code.empty() && code.size() < 12 && code.find_first_not_of("0123456789") == std::string::npos;
        return keep({*attempt,
                     {},
                     *error == "access_denied" ? connect_refusal::dialog_denied()
                                               : connect_refusal::dialog_error(digits ? code : std::string())});
    }
    const std::string code = parameter(request.query, "code").value_or(std::string());
    if (code.empty()) return keep({*attempt, {}, connect_refusal::code_missing()});
    const auto sealed = cipher_.seal(Secret(code), attempt->attempt_id);
    if (!sealed) return refused_page(sealed.problem(), operation);
    return keep({*attempt, *sealed, std::nullopt});
}

ConnectPage ConnectDoor::keep(const ConnectAnswer& answer) const {
    if (!keep_(answer)) return not_stored_page();
    const std::string& operation = answer.attempt.operation_id.value;
    if (!answer.attempt.return_page.empty()) {
        const char joint = answer.attempt.return_page.find('?') == std::string::npos ? '?' : '&';
        return redirect_page(answer.attempt.return_page + joint + "operation=" + query_encoded(operation));
    }
    return answer.refused ? refused_page(*answer.refused, operation)
                          : received_page(operation, provider_of(answer.attempt));
}

}  // namespace coexist
