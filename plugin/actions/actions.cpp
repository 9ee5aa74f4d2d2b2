#include "actions/actions.hpp"

#include <crm/plugin.h>
#include <SQLiteCpp/Exception.h>

#include <boost/json.hpp>
#include <map>

#include "actions/action_specs.hpp"
#include "actions/actions_inside.hpp"
#include "actions/catalogue.hpp"
#include "actions/refusals.hpp"
#include "feed/resources.hpp"
#include "store/kept_tables.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

// list_actions of an account is about this long.
constexpr std::size_t usual_answer = 120'000;

// What a person has to do on the phone is kept in English, for hosts, and told in the reader's language.
void put_phone_guide(json::object& document, std::string_view locale) {
    json::value* result = document.if_contains("result");
    if (result == nullptr || !result->is_object()) return;
    json::object& said = result->as_object();
    if (!said.contains("phone_steps")) return;
    const json::object& guide = phone_guide(locale);
    said["phone_steps"] = json::object{{"android", guide.at("android")}, {"ios", guide.at("ios")}};
    for (const char* name : {"next", "still_holds"}) {
        if (said.contains(name)) said[name] = guide.at(name);
    }
}

// Why a send failed is kept in English as well.
void put_problem_words(json::object& document, std::string_view locale) {
    json::value* found = document.if_contains("problem");
    if (found == nullptr || !found->is_object()) return;
    json::object& problem = found->as_object();
    const auto text_of = [&problem](const char* name) {
        const json::value* text = problem.if_contains(name);
        return text != nullptr && text->is_string() ? std::string(text->get_string()) : std::string();
    };
    const bool english = locale.empty() || locale.substr(0, 2) == "en";
    if (const auto words = english ? std::nullopt : refusal_text(text_of("code"), locale)) {
        problem["detail"] = words->detail;
        problem["next"] = words->next;
        return;
    }
    for (const char* name : {"detail", "next"}) {
        if (const std::string text = text_of(name); !text.empty()) problem[name] = platform_words(text, locale);
    }
}

}  // namespace

ActionAnswer answer_of(const OperationRow& operation, std::string_view key, std::string_view locale) {
    json::object document = operation_document(operation);
    put_phone_guide(document, locale);
    put_problem_words(document, locale);
    if (!key.empty()) document["idempotency_key"] = key;
    const bool pending = operation.state == "pending" || operation.state == "held";
    return {pending, json::serialize(json::object{{"operation", std::move(document)}})};
}

Actions::Actions(ActionServices& services) : inside_(std::make_unique<Inside>(services)) {}
Actions::~Actions() = default;

std::optional<AccountRow> Actions::Inside::account_of(Session& session, const Actor& actor, std::string_view id,
                                                      Provider provider) const {
    auto found = find_account(session, AccountId(std::string(id)));
    if (!found || !actor.serves(found->tenant) || found->provider != provider) return std::nullopt;
    return found;
}

Result<ActionAnswer> Actions::list_accounts(const ActionRequest& request, const Provider* provider) {
    auto actor = read_actor(request.actor);
    if (!actor) return actor.take_problem();
    if (!actor->staff) return staff_only();
    auto reader = inside_->services.readers.take();
    json::array accounts;
    for (const TenantId& tenant : actor->tenants) {
        for (const AccountRow& account : accounts_of_tenant(*reader, tenant)) {
            if (provider != nullptr && account.provider != *provider) continue;
            if (!request.account.empty() && account.account_id.value != request.account) continue;
            accounts.push_back(account_document(*reader, account));
        }
    }
    return ActionAnswer{false, json::serialize(json::object{{"accounts", std::move(accounts)}})};
}

Result<ActionAnswer> Actions::list_actions(const ActionRequest& request, Provider provider) {
    auto actor = read_actor(request.actor);
    if (!actor) return actor.take_problem();
    if (!actor->staff) return staff_only();
    std::optional<ReaderPool::Lease> lease;
    std::optional<Session> stateless;
    std::optional<AccountRow> account;
    try {
        lease.emplace(inside_->services.readers.take());
    } catch (const SQLite::Exception&) {
        if (!request.account.empty()) throw;
        // What the channel itself offers is told before there is a state, too: as of one that holds nothing yet.
        stateless.emplace(":memory:", Access::rollback);
        for (const char* migration : kept_migrations()) stateless->execute(migration);
    }
    if (!request.account.empty()) {
        account = inside_->account_of(**lease, *actor, request.account, provider);
        if (!account) return account_not_found();
    }
    Session& reader = lease ? **lease : *stateless;
    const ChannelCard& card = inside_->services.channels.at(provider)->card();
    std::string body;
    body.reserve(usual_answer);
    body += R"({"actions":[)";
    std::map<std::string_view, std::optional<Problem>> asked;  // by what they are blocked like
    for (std::size_t index = 0; index < card.action_count; ++index) {
        const ActionSpec& spec = card.actions[index];
        if (has(spec, CRM_ACTION_CHANNEL) == account.has_value()) continue;
        std::optional<Problem> reason;
        if (has(spec, CRM_ACTION_ADMIN) && !actor->admin) reason = role_missing(spec.id);
        if (!reason) {
            const ActionHandler& action = inside_->handler(provider, spec);
            const std::string_view like = action.blocked_like();
            const auto known = like.empty() ? asked.end() : asked.find(like);
            reason = known != asked.end()
                         ? known->second
                         : action.blocked(reader, account ? &*account : nullptr, inside_->services.clock.now_ms());
            if (!like.empty()) asked.emplace(like, reason);
        }
        if (body.back() == '}') body += ',';
        body.append("{").append(inside_->texts.members(provider, spec, actor->locale));
        body.append(reason ? R"(,"enabled":false,"reason":)" : R"(,"enabled":true)");
        if (reason) body += problem_document(in_language(std::move(*reason), actor->locale));
        body += '}';
    }
    return ActionAnswer{false, std::move(body += "]}")};
}

Result<ActionAnswer> Actions::invoke(const ActionRequest& request, Provider provider) {
    auto actor = read_actor(request.actor);
    if (!actor) return actor.take_problem();
    Result<ActionAnswer> answer = inside_->invoke(request, provider, *actor);
    if (answer) return answer;
    if (answer.problem().code == "window_closed") ++inside_->services.figures->messages.window_asked;
    return in_language(answer.take_problem(), actor->locale);
}

Result<ActionAnswer> Actions::operation(std::string_view operation_id, std::string_view actor_json) {
    auto actor = read_actor(actor_json);
    if (!actor) return actor.take_problem();
    auto reader = inside_->services.readers.take();
    const auto operation = find_operation(*reader, OperationId(std::string(operation_id)));
    if (!operation || !actor->serves(operation->tenant)) {
        return Problem{Refusal::not_found,
                       "operation_not_found",
                       "There is no such operation.",
                       "Use the id that the action answered; a command that no owner has seen yet is not here.",
                       {}};
    }
    return answer_of(*operation, {}, actor->locale);
}

}  // namespace coexist
