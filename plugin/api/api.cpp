#include "api/api.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/MediaType.h>
#include <SQLiteCpp/Exception.h>

#include "actions/denial.hpp"
#include "api/answers.hpp"
#include "api/connect_pages.hpp"
#include "api/routes.hpp"

namespace coexist {
namespace {

bool is_json(std::string_view content_type) {
    try {
        return Poco::Net::MediaType(std::string(content_type)).matches("application", "json");
    } catch (const Poco::SyntaxException&) {
        return false;
    }
}

HttpAnswer no_route(const std::string& allowed) {
    if (allowed.empty()) {
        return problem_answer({Refusal::not_found,
                               "route_unknown",
                               "There is no resource at this path.",
                               "GET /v1/openapi.yaml describes every path; an id stands where it has {id}.",
                               {}});
    }
    HttpAnswer answer = problem_answer({Refusal::invalid,
                                        "method_not_allowed",
                                        "The resource at this path does not take this method.",
                                        "Use " + allowed + ".",
                                        {}},
                                       405);
    answer.headers.emplace_back("allow", allowed);
    return answer;
}

/// What keeps a page of another origin from acting with a person's session: a browser sends neither this content type
/// nor this header across origins without asking first, and nobody answers that question with yes. Where the body is a
/// file, the header alone says so.
std::optional<HttpAnswer> forged(const HttpRequest& request, bool takes_bytes) {
    if (!takes_bytes && !is_json(header_of(request, "content-type"))) {
        return problem_answer({Refusal::invalid,
                               "content_type_unsupported",
                               "The request's content type is not application/json.",
                               "Send the input as JSON with the header content-type: application/json.",
                               {}},
                              415);
    }
    if (header_of(request, "x-requested-with").empty()) {
        return problem_answer(
            {Refusal::denied,
             "header_missing",
             "The request lacks the header x-requested-with, which proves that no foreign page made it.",
             "Send the header x-requested-with: crm with every POST.",
             {}});
    }
    return std::nullopt;
}

std::optional<Problem> lacks_role(const Route& route, const Actor& actor) {
    if (route.role == Role::admin ? actor.admin : actor.staff) return std::nullopt;
    return Problem{Refusal::denied,
                   "role_missing",
                   route.role == Role::admin ? "Only an admin may do this." : "Only staff and admins may do this.",
                   "Ask an admin, or have the role given to you.",
                   {}};
}

/// For the audit: who tried what he may not. What is not there and what is another tenant's is one thing here as in the
/// answer, so that the audit does not tell them apart either.
void note_denial(const ApiServices& services, const Actor& actor, const HttpRequest& request, const RouteMatch& match,
                 const Problem& problem) {
    constexpr std::string_view of_accounts = "/v1/accounts/{}";
    const std::string_view path = match.route->path;
    AuditRow row;
    const bool of_account = path.substr(0, of_accounts.size()) == of_accounts;
    const bool invokes = request.method == "POST" && match.ids.size() == 2;
    row.action = invokes ? std::string(match.ids[1]) : std::string(match.route->method) + " " + std::string(path);
    if (of_account) row.account_id = match.ids.front();
    if (!of_account && !match.ids.empty()) row.detail = match.ids.front();
    services.audit.denied(actor, denied_of(services.readers, actor, std::move(row), problem), problem.code);
}

HttpAnswer answer_of(const ApiServices& services, const HttpRequest& request, const RouteMatch& match) {
    auto actor = read_actor(request.actor);
    if (!actor) return problem_answer(actor.problem());
    if (actor->origin.empty()) actor->origin = request.peer;
    if (const auto problem = lacks_role(*match.route, *actor)) {
        note_denial(services, *actor, request, match, *problem);
        return problem_answer(*problem);
    }
    if (request.method == "POST") {
        if (auto refusal = forged(request, match.route->takes_bytes)) return std::move(*refusal);
    }
    auto query = Query::parse(request.query, match.route->parameters);
    if (!query) return problem_answer(query.problem());
    const Call call{services, request, std::move(actor).value(), match.ids, std::move(query).value()};
    auto answer = match.route->handler(call);
    if (!answer) {
        if (is_denial(answer.problem())) note_denial(services, call.actor, request, match, answer.problem());
        return problem_answer(answer.problem());
    }
    return std::move(answer).value();
}

}  // namespace

Api::Api(ApiServices services) : services_(std::move(services)) {
    services_.claims = std::make_shared<Claims>(services_.directory);
}

HttpAnswer Api::handle(const HttpRequest& request) {
    if (is_connect_page(request.path)) return connect_page(*services_.connect, *services_.links, request);
    const RouteMatch match = route_of(request.method, request.path);
    if (match.route == nullptr) return no_route(match.allowed);
    try {
        HttpAnswer answer = answer_of(services_, request, match);
        if (request.method == "GET") put_etag(request, answer, answer.body);
        return answer;
    } catch (const SQLite::Exception&) {
        return problem_answer({Refusal::unavailable,
                               "state_unavailable",
                               "The state could not be read just now.",
                               "Try again; if it stays so, look at the health page and at the disk.",
                               {}});
    }
}

}  // namespace coexist
