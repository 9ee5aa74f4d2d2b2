#include <crm/plugin.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <random>
#include <thread>

#include "actions/action_specs.hpp"
#include "actions/actions_inside.hpp"
#include "actions/desk.hpp"
#include "actions/refusals.hpp"
#include "runtime/json_text.hpp"
#include "secrets/digest.hpp"
#include "store/owner_lock.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr auto longest_wait = std::chrono::milliseconds(2000);
constexpr auto first_pause = std::chrono::microseconds(500);
constexpr auto longest_pause = std::chrono::milliseconds(10);

Problem account_misplaced(const ActionSpec& spec) {
    const bool of_channel = has(spec, CRM_ACTION_CHANNEL);
    return {Refusal::invalid,
            "account_misplaced",
            "\"" + std::string(spec.id) + "\" " +
                (of_channel ? "acts on the channel, not on one account." : "acts on one account."),
            of_channel ? "Call it without an account." : "Say which account.",
            {}};
}

Problem not_stored() {
    return {Refusal::unavailable,
            "not_stored",
            "The request could not be stored for certain; nothing was done so far.",
            "Free some space on the server's disk, then ask again with the same key: then it is done once only.",
            {}};
}

// What could not even be begun is refused: the caller sees why at once. What was begun and failed later is the first
// call's operation for everybody who asks under its key, with its problem.
Result<ActionAnswer> result_of(const OperationRow& operation, std::string_view key, std::string_view locale) {
    if (!operation.refused) return answer_of(operation, key, locale);
    const json::value parsed = json::parse(operation.problem);
    const json::object& said = parsed.as_object();
    const auto text = [&](const char* name) {
        const json::value* found = said.if_contains(name);
        return found == nullptr ? std::string() : std::string(found->as_string());
    };
    return Problem{Refusal::conflict, text("code"), text("detail"), text("next"), {}};
}

}  // namespace

std::string random_key() {
    std::random_device chance;
    std::string key;
    for (int part = 0; part < 4; ++part) key += std::to_string(chance());
    return "auto-" + key;
}

Result<ActionAnswer> known_answer(const OperationRow& known, const Command& command, const std::string& key,
                                  std::string_view locale) {
    return known.input_hash == command.input_hash ? result_of(known, key, locale) : key_reused();
}

Result<json::object> Actions::Inside::input_of(const ActionRequest& request, const ActionSpec& spec) const {
    const std::string_view text = request.input.empty() ? "{}" : request.input;
    json::value value;
    if (auto fault = read_json(text, value)) {
        return Problem{
            Refusal::invalid,
            "input_not_json",
            "The input is not JSON that can be understood.",
            "Mend what is listed: send a JSON object that fits the action's input_schema, in UTF-8, each name "
            "once.",
            {std::move(*fault)}};
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

Result<Command> Actions::Inside::command_of(const ActionRequest& request, Provider provider, const ActionSpec& spec,
                                            const std::optional<AccountRow>& account, const Actor& actor) const {
    auto input = input_of(request, spec);
    if (!input) return input.take_problem();
    Command command;
    command.provider = provider;
    command.action = spec.id;
    command.input = std::move(input).value();
    command.actor = actor.id;
    command.roles = actor.roles();
    command.tenants = actor.tenant_list();
    command.automation = actor.automation;
    command.origin = actor.origin.empty() ? std::string(request.origin) : actor.origin;
    command.at = services.clock.now_ms();
    if (account) {
        command.account = account->account_id;
        command.tenant = account->tenant;
    } else {
        command.tenant = TenantId(std::string(command.input.at("tenant").as_string()));
        if (!actor.serves(command.tenant)) {
            return Problem{Refusal::not_found,
                           "tenant_not_found",
                           "You do not work for this tenant.",
                           "Choose one of your own tenants.",
                           {}};
        }
    }
    return command;
}

Result<ActionAnswer> Actions::Inside::invoke(const ActionRequest& request, Provider provider,
                                             const Actor& actor) const {
    if (!actor.staff) return staff_only();
    const Channel& channel = *services.channels.at(provider);
    std::optional<ReaderPool::Lease> reader(services.readers.take());
    std::optional<AccountRow> account;
    if (!request.account.empty()) {
        account = account_of(**reader, actor, request.account, provider);
        if (!account) return account_not_found();
    }
    const ActionSpec* spec = spec_of(channel.card(), request.action);
    if (spec == nullptr) return unknown_action(channel, request.action, actor);
    if (has(*spec, CRM_ACTION_CHANNEL) == account.has_value()) return account_misplaced(*spec);
    if (has(*spec, CRM_ACTION_ADMIN) && !actor.admin) return role_missing(spec->id);
    auto made = command_of(request, provider, *spec, account, actor);
    if (!made) return made.take_problem();
    Command command = std::move(made).value();
    const std::string key = request.idempotency_key.empty() ? random_key() : std::string(request.idempotency_key);
    command.operation = operation_id_for(command, key);
    command.input_hash = sha256_hex(json::serialize(command.input));
    if (const auto known = find_operation(**reader, command.operation)) {
        return known_answer(*known, command, key, actor.locale);
    }
    const ActionHandler& action = handler(provider, *spec);
    const AccountRow* row = account ? &*account : nullptr;
    if (auto problem = action.blocked(**reader, row, command.at)) return std::move(*problem);
    if (auto prepared = action.prepare(**reader, row, command); !prepared) return prepared.take_problem();
    reader.reset();
    return told(command, key, actor.locale);
}

Result<ActionAnswer> Actions::Inside::told(const Command& command, const std::string& key,
                                           std::string_view locale) const {
    if (!services.journal.append_and_wait(
            {command.at, RowKind::command, Lane::command, std::string(), text_of(command)})) {
        return not_stored();
    }
    const auto operation = wait_for(command);
    if (!operation) return answer_of(new_operation(command), key, locale);
    return known_answer(*operation, command, key, locale);
}

Result<ActionAnswer> Actions::keep(const DeskRequest& request, const Actor& actor) {
    Command command;
    command.provider = request.provider;
    command.action = request.action;
    command.account = request.account;
    command.tenant = request.tenant;
    command.input = request.input;
    command.actor = actor.id;
    command.roles = actor.roles();
    command.tenants = actor.tenant_list();
    command.origin = actor.origin;
    command.automation = actor.automation;
    command.at = inside_->services.clock.now_ms();
    const std::string key = request.idempotency_key.empty() ? random_key() : std::string(request.idempotency_key);
    command.operation = operation_id_for(command, key);
    command.input_hash = sha256_hex(json::serialize(command.input));
    {
        auto reader = inside_->services.readers.take();
        if (const auto known = find_operation(*reader, command.operation)) {
            return known_answer(*known, command, key, actor.locale);
        }
    }
    return inside_->told(command, key, actor.locale);
}

std::optional<OperationRow> Actions::Inside::wait_for(const Command& command) const {
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

}  // namespace coexist
