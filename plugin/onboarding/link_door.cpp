#include "onboarding/link_door.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "config/localized.hpp"
#include "onboarding/browser_binding.hpp"
#include "onboarding/dialog_url.hpp"
#include "onboarding/link_page.hpp"
#include "onboarding/refusals.hpp"
#include "onboarding/stage.hpp"
#include "onboarding/steps/steps.hpp"
#include "store/operations.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::string_view root = "/connect/link";
constexpr std::int64_t good_for_ms = 60LL * 60 * 1000;  // people need time to find the phone
constexpr std::size_t id_digits = 32;
constexpr std::size_t name_digits = 8;  // of the link's id, enough to tell links apart in the audit

Stage stage_of(const ConnectAttemptRow& attempt) {
    return stage_named(attempt.stage).value_or(Stage::failed);
}

std::string problem_code(Session& session, const ConnectAttemptRow& attempt) {
    const auto operation = find_operation(session, attempt.operation_id);
    if (!operation || operation->problem.empty()) return {};
    const json::value problem = json::parse(operation->problem);
    return text_in(problem.as_object(), "code");
}

ConnectPage not_stored(std::string_view language) {
    return link_problem(language, {Refusal::unavailable,
                                   "not_stored",
                                   "The answer could not be stored, so nothing was done.",
                                   "Free some space on the server's disk, then start the connection again.",
                                   {}});
}

}  // namespace

std::string_view name_of(LinkState state) {
    switch (state) {
        case LinkState::open:
            return "open";
        case LinkState::used:
            return "used";
        case LinkState::revoked:
            return "revoked";
        case LinkState::replaced:
            return "replaced";
        case LinkState::expired:
            break;
    }
    return "expired";
}

LinkState state_of(const ConnectLinkRow& link, std::int64_t now_ms) {
    for (const LinkState state : {LinkState::used, LinkState::revoked, LinkState::replaced}) {
        if (link.ended == name_of(state)) return state;
    }
    return now_ms >= link.expires_at ? LinkState::expired : LinkState::open;
}

std::string link_url(const Settings& settings, const TokenCipher& cipher, const ConnectLinkRow& link) {
    const ConnectState states(cipher, connect_redirect_uri(settings));
    return settings.public_url + std::string(root) + "?key=" + states.link_key(link);
}

LinkDoor::LinkDoor(ReaderPool& readers, const Settings& settings, const TokenCipher& cipher, Clock clock,
                   std::function<bool()> owner_alive, Keep keep)
    : readers_(readers),
      settings_(settings),
      cipher_(cipher),
      clock_(clock),
      owner_alive_(std::move(owner_alive)),
      keep_(std::move(keep)),
      states_(cipher, connect_redirect_uri(settings)) {}

bool LinkDoor::serves(std::string_view path) {
    return path.substr(0, root.size()) == root && (path.size() == root.size() || path[root.size()] == '/');
}

std::optional<ConnectLinkRow> LinkDoor::find(std::string_view key) const {
    if (key.size() <= id_digits) return std::nullopt;
    auto reader = readers_.take();
    auto link = find_connect_link(*reader, std::string(key.substr(0, id_digits)));
    if (!link || !states_.is_link_key(*link, key)) return std::nullopt;
    return link;
}

std::optional<ConnectAttemptRow> LinkDoor::newest(const ConnectLinkRow& link) const {
    if (link.attempt_id.empty()) return std::nullopt;
    auto reader = readers_.take();
    return find_connect_attempt(*reader, link.attempt_id);
}

ConnectPage LinkDoor::handle(const ConnectRequest& request) const {
    const std::string key = query_parameter(request.query, "key").value_or(std::string());
    const auto link = find(key);
    if (!link) return link_refused(language_wished(request.languages), "invalid");
    const std::string_view language = language_wished(link->language.empty() ? request.languages : link->language);
    switch (state_of(*link, clock_.now_ms())) {
        case LinkState::open:
            break;
        case LinkState::expired:
            return link_refused(language, "expired");
        case LinkState::revoked:
        case LinkState::replaced:
            return link_refused(language, "revoked");
        case LinkState::used:
            return show(request, *link);
    }
    if (request.path == root) return show(request, *link);
    if (request.path == std::string(root) + "/go") return begin(request, *link);
    if (request.path == std::string(root) + "/choose") return choose(request, *link);
    return link_refused(language, "invalid");
}

ConnectPage LinkDoor::show(const ConnectRequest& request, const ConnectLinkRow& link) const {
    const bool seen_by_a_person = request.fetch_mode == "navigate";  // not by what draws a preview of the link
    if (link.opened_at == 0 && seen_by_a_person) keep_({LinkStep::Kind::opened, link, {}, {}});
    LinkSight sight{link, language_wished(link.language.empty() ? request.languages : link.language),
                    states_.link_key(link)};
    const auto attempt = newest(link);
    if (attempt) {
        sight.attempt = &*attempt;
        auto reader = readers_.take();
        if (stage_of(*attempt) == Stage::failed) sight.problem = problem_code(*reader, *attempt);
        if (stage_of(*attempt) == Stage::choose) sight.candidates = offered_numbers(value_of(*attempt));
    }
    return link_page(sight);
}

ConnectPage LinkDoor::begin(const ConnectRequest& request, const ConnectLinkRow& link) const {
    const std::string_view language = language_wished(link.language.empty() ? request.languages : link.language);
    const auto former = newest(link);
    const bool under_way = former && !over(stage_of(*former)) && !takes_code(stage_of(*former));
    if (under_way) return redirect_page(link_url(settings_, cipher_, link));  // it shows how that goes on
    if (link.begun >= attempts_of_a_link) return link_refused(language, "many");
    const App* app = find_app(settings_, link.road);
    if (app == nullptr || !app->signup) {
        return link_problem(language, connect_refusal::signup_not_configured(link.road));
    }
    if (!owner_alive_()) return link_problem(language, connect_refusal::owner_absent());
    const auto id = ConnectState::random_id();
    if (!id) return link_problem(language, id.problem());
    ConnectAttemptRow attempt;
    attempt.attempt_id = *id;
    attempt.tenant = link.tenant;
    attempt.actor = "link " + link.link_id.substr(0, name_digits);
    attempt.road = link.road;
    attempt.created_at = clock_.now_ms();
    attempt.expires_at = attempt.created_at + good_for_ms;
    const bool secure = settings_.public_url.rfind("https://", 0) == 0;
    const auto binding = bind_browser(attempt, request.cookie, secure, attempt.created_at);
    if (!binding) return link_problem(language, binding.problem());
    if (!keep_({LinkStep::Kind::begins, link, attempt, {}})) return not_stored(language);
    ConnectPage page =
        redirect_page(dialog_url(settings_, *app, states_.state(attempt, binding->nonce), link.provider));
    page.headers.emplace_back("set-cookie", binding->set_cookie);
    return page;
}

ConnectPage LinkDoor::choose(const ConnectRequest& request, const ConnectLinkRow& link) const {
    const auto attempt = newest(link);
    const std::string number = query_parameter(request.query, "number").value_or(std::string());
    if (attempt && stage_of(*attempt) == Stage::choose) {
        const auto offered = offered_numbers(value_of(*attempt));
        const bool known = std::any_of(offered.begin(), offered.end(),
                                       [&](const OfferedNumber& one) { return one.id.value == number; });
        if (known && !keep_({LinkStep::Kind::chooses, link, *attempt, number})) {
            return not_stored(language_wished(link.language));
        }
    }
    return redirect_page(link_url(settings_, cipher_, link));
}

}  // namespace coexist
