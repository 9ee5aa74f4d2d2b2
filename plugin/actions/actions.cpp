#include "actions/actions.hpp"

#include <crm/plugin.h>

#include <boost/json.hpp>
#include <chrono>
#include <random>
#include <thread>

#include "actions/action_services.hpp"
#include "actions/actor.hpp"
#include "actions/catalogue.hpp"
#include "actions/input_schemas.hpp"
#include "config/embedded.hpp"
#include "feed/resources.hpp"
#include "secrets/digest.hpp"
#include "store/owner_lock.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr auto longest_wait = std::chrono::milliseconds(2000);
constexpr auto first_pause = std::chrono::microseconds(500);
constexpr auto longest_pause = std::chrono::milliseconds(10);

Problem account_not_found() {
    return {Refusal::not_found,
            "account_not_found",
            "There is no such account.",
            "Take the id from the list of accounts.",
            {}};
}

Problem role_missing(std::string_view action) {
    return {Refusal::denied,
            "role_missing",
            "\"" + std::string(action) + "\" is for admins.",
            "Ask an admin of this hotel to do it.",
            {}};
}

Problem staff_only() {
    return {Refusal::denied,
            "role_missing",
            "Only staff may use channel actions.",
            "Ask an admin to give you the role \"staff\".",
            {}};
}

Problem key_reused() {
    return {Refusal::conflict,
            "key_reused",
            "This idempotency key was used with another input.",
            "Use a new key for a new request; repeat a request with the very same input.",
            {}};
}

const ActionSpec* spec_of(const ChannelCard& card, std::string_view action) {
    for (std::size_t index = 0; index < card.action_count; ++index) {
        if (card.actions[index].id == action) return &card.actions[index];
    }
    return nullptr;
}

bool has(const ActionSpec& spec, std::uint32_t flag) {
    return (spec.flags & flag) != 0;
}

json::array flag_names(const ActionSpec& spec) {
    json::array names;
    if (has(spec, CRM_ACTION_DANGEROUS)) names.push_back("dangerous");
    if (has(spec, CRM_ACTION_CONFIRM)) names.push_back("confirm");
    if (has(spec, CRM_ACTION_ADMIN)) names.push_back("admin");
    if (has(spec, CRM_ACTION_ASYNC)) names.push_back("async");
    if (has(spec, CRM_ACTION_CHANNEL)) names.push_back("channel");
    return names;
}

std::string random_key() {
    std::random_device chance;
    std::string key;
    for (int part = 0; part < 4; ++part) key += std::to_string(chance());
    return "auto-" + key;
}

// Refusals are written in English, with what they know; a reader of another language gets the catalogue's words.
Problem in_language(Problem problem, std::string_view locale) {
    if (locale.empty() || locale.substr(0, 2) == "en") return problem;
    if (const auto words = refusal_text(problem.code, locale)) {
        problem.detail = words->detail;
        problem.next = words->next;
    }
    return problem;
}

Problem unknown_action(const Channel& channel, std::string_view action, const Actor& actor) {
    const auto other = channel.instead_of(action);
    if (!other) {
        return in_language({Refusal::not_found,
                            "action_unknown",
                            "There is no action \"" + std::string(action) + "\".",
                            "Take one from the list of actions.",
                            {}},
                           actor.locale);
    }
    const std::string_view provider = name_of(channel.card().provider);
    Problem problem{Refusal::conflict,
                    "action_not_for_provider",
                    std::string(why_not(action, provider, actor.locale)),
                    "Take one from the list of actions.",
                    {}};
    if (const auto words = refusal_text(problem.code, actor.locale)) problem.next = words->next;
    if (!other->use.empty()) {
        if (!problem.next.empty() && problem.next.back() == '.') problem.next.pop_back();
        problem.next +=
            ": " + std::string(title_of(other->use, provider, actor.locale)) + " (" + std::string(other->use) + ").";
    }
    return problem;
}

json::value reason_of(const Problem& problem) {
    return json::parse(problem_document(problem));
}

}  // namespace

struct Actions::Inside {
    explicit Inside(ActionServices& given) : services(given), schemas(given.channels) {}

    ActionServices& services;
    InputSchemas schemas;

    [[nodiscard]] const ActionHandler& handler(Provider provider, const ActionSpec& spec) const {
        return *services.handlers.at(provider).at(std::string(spec.id));
    }

    /// The account if it is of this provider and of one of the actor's tenants; nobody learns of another's.
    [[nodiscard]] std::optional<AccountRow> account_of(Session& session, const Actor& actor, std::string_view id,
                                                       Provider provider) const {
        auto found = find_account(session, AccountId(std::string(id)));
        if (!found || !actor.serves(found->tenant) || found->provider != provider) return std::nullopt;
        return found;
    }

    Result<json::object> input_of(const ActionRequest& request, const ActionSpec& spec) const {
        const std::string_view text = request.input.empty() ? "{}" : request.input;
        boost::system::error_code error;
        const json::value value = json::parse(json::string_view(text.data(), text.size()), error);
        if (error) {
            return Problem{Refusal::invalid,
                           "input_not_json",
                           "The input is not JSON: " + error.message() + ".",
                           "Send a JSON object that fits the action's input_schema.",
                           {}};
        }
        const JsonSchema* schema = schemas.find(spec);
        std::vector<ProblemError> errors = schema->check(value);
        if (!errors.empty() || !value.is_object()) {
            return Problem{Refusal::invalid, "input_invalid",
                           "The input of \"" + std::string(spec.id) + "\" does not fit its schema.",
                           "Mend what is listed; list_actions answers the schema.", std::move(errors)};
        }
        return value.as_object();
    }

    /// invoke(), its refusals in English.
    Result<ActionAnswer> invoke(const ActionRequest& request, Provider provider, const Actor& actor) const;

    std::optional<OperationRow> wait_for(const Command& command) const {
        const auto deadline = std::chrono::steady_clock::now() + longest_wait;
        std::chrono::microseconds pause = first_pause;
        auto reader = services.readers.take();
        for (;;) {
            if (auto operation = find_operation(*reader, command.operation)) return operation;
            if (std::chrono::steady_clock::now() >= deadline || services.stopping()) return std::nullopt;
            // Without an owner nobody applies it now; it waits in the journal.
            if (pause > first_pause * 8 && !OwnerLock::held(services.directory)) return std::nullopt;
            std::this_thread::sleep_for(pause);
            pause = std::min<std::chrono::microseconds>(pause * 2, longest_pause);
        }
    }
};

namespace {

ActionAnswer answer_of(const OperationRow& operation, std::string_view key) {
    json::object document = operation_document(operation);
    if (!key.empty()) document["idempotency_key"] = key;
    const bool pending = operation.state == "pending" || operation.state == "held";
    return {pending, json::serialize(json::object{{"operation", std::move(document)}})};
}

// An action that could not be done is refused, not "done with a failure": the caller sees why at once.
Result<ActionAnswer> result_of(const OperationRow& operation, std::string_view key) {
    if (operation.state != "failed") return answer_of(operation, key);
    const json::value parsed = json::parse(operation.problem);
    const json::object& said = parsed.as_object();
    const auto text = [&](const char* name) {
        const json::value* found = said.if_contains(name);
        return found == nullptr ? std::string() : std::string(found->as_string());
    };
    return Problem{Refusal::conflict, text("code"), text("detail"), text("next"), {}};
}

}  // namespace

Actions::Actions(ActionServices& services) : inside_(std::make_unique<Inside>(services)) {}
Actions::~Actions() = default;

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
    if (request.account.empty()) {
        stateless.emplace(":memory:", Access::rollback);  // the channel's own actions read nothing
    } else {
        lease.emplace(inside_->services.readers.take());
        account = inside_->account_of(**lease, *actor, request.account, provider);
        if (!account) return account_not_found();
    }
    Session& reader = account ? **lease : *stateless;
    const ChannelCard& card = inside_->services.channels.at(provider)->card();
    json::array actions;
    for (std::size_t index = 0; index < card.action_count; ++index) {
        const ActionSpec& spec = card.actions[index];
        if (has(spec, CRM_ACTION_CHANNEL) == account.has_value()) continue;
        std::optional<Problem> reason;
        if (has(spec, CRM_ACTION_ADMIN) && !actor->admin) reason = role_missing(spec.id);
        if (!reason) {
            reason = inside_->handler(provider, spec)
                         .blocked(reader, account ? &*account : nullptr, inside_->services.clock.now_ms());
        }
        const std::string_view schema = embedded::file(spec.schema_file);
        json::object action{{"id", spec.id},
                            {"title", title_of(spec.id, name_of(provider), actor->locale)},
                            {"description", description_of(spec.id, name_of(provider), actor->locale)},
                            {"input_schema", json::parse(json::string_view(schema.data(), schema.size()))},
                            {"flags", flag_names(spec)},
                            {"enabled", !reason.has_value()}};
        if (reason) action["reason"] = reason_of(in_language(std::move(*reason), actor->locale));
        actions.push_back(std::move(action));
    }
    return ActionAnswer{false, json::serialize(json::object{{"actions", std::move(actions)}})};
}

Result<ActionAnswer> Actions::invoke(const ActionRequest& request, Provider provider) {
    auto actor = read_actor(request.actor);
    if (!actor) return actor.take_problem();
    Result<ActionAnswer> answer = inside_->invoke(request, provider, *actor);
    if (!answer) return in_language(answer.take_problem(), actor->locale);
    return answer;
}

Result<ActionAnswer> Actions::Inside::invoke(const ActionRequest& request, Provider provider,
                                             const Actor& actor) const {
    if (!actor.staff) return staff_only();
    const Channel& channel = *services.channels.at(provider);
    Command command;
    std::optional<AccountRow> account;
    auto reader = std::make_unique<ReaderPool::Lease>(services.readers.take());
    if (!request.account.empty()) {
        account = account_of(**reader, actor, request.account, provider);
        if (!account) return account_not_found();
        command.account = account->account_id;
        command.tenant = account->tenant;
    }
    const ActionSpec* spec = spec_of(channel.card(), request.action);
    if (spec == nullptr) return unknown_action(channel, request.action, actor);
    if (has(*spec, CRM_ACTION_CHANNEL) == account.has_value()) {
        return Problem{Refusal::invalid,
                       "account_misplaced",
                       "\"" + std::string(spec->id) + "\" " +
                           (account ? "acts on the channel, not on one account." : "acts on one account."),
                       account ? "Call it without an account." : "Say which account.",
                       {}};
    }
    if (has(*spec, CRM_ACTION_ADMIN) && !actor.admin) return role_missing(spec->id);
    auto input = input_of(request, *spec);
    if (!input) return input.take_problem();
    command.provider = provider;
    command.action = spec->id;
    command.input = *input;
    command.actor = actor.id;
    command.at = services.clock.now_ms();
    if (!account) {
        command.tenant = TenantId(std::string(command.input.at("tenant").as_string()));
        if (!actor.serves(command.tenant)) {
            return Problem{Refusal::not_found,
                           "tenant_not_found",
                           "You do not work for this tenant.",
                           "Choose one of your own tenants.",
                           {}};
        }
    }
    const std::string key = request.idempotency_key.empty() ? random_key() : std::string(request.idempotency_key);
    command.operation = operation_id_for(command, key);
    command.input_hash = sha256_hex(json::serialize(command.input));
    if (const auto known = find_operation(**reader, command.operation)) {
        if (known->input_hash != command.input_hash) return key_reused();
        return result_of(*known, key);
    }
    const ActionHandler& action = handler(provider, *spec);
    const AccountRow* row = account ? &*account : nullptr;
    if (auto problem = action.blocked(**reader, row, command.at)) return std::move(*problem);
    if (auto prepared = action.prepare(**reader, row, command); !prepared) return prepared.take_problem();
    reader.reset();

    JournalRow observed;
    observed.received_at = command.at;
    observed.kind = RowKind::command;
    observed.lane = Lane::command;
    observed.body = text_of(command);
    if (!services.journal.append_and_wait(std::move(observed))) {
        return Problem{Refusal::unavailable,
                       "not_stored",
                       "The request could not be stored, so nothing was done.",
                       "Free some space on the server's disk, then ask again with the same key.",
                       {}};
    }
    const auto operation = wait_for(command);
    if (!operation) return answer_of(new_operation(command), key);
    if (operation->input_hash != command.input_hash) return key_reused();
    return result_of(*operation, key);
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
    return answer_of(*operation, {});
}

}  // namespace coexist
