#include "actions/command.hpp"

#include <boost/json.hpp>

#include "secrets/digest.hpp"

namespace coexist {
namespace json = boost::json;

std::string text_of(const Command& command) {
    return json::serialize(json::object{{"operation", command.operation.value},
                                        {"tenant", command.tenant.value},
                                        {"account", command.account.value},
                                        {"provider", name_of(command.provider)},
                                        {"action", command.action},
                                        {"input", command.input},
                                        {"input_hash", command.input_hash},
                                        {"actor", command.actor},
                                        {"roles", command.roles},
                                        {"tenants", command.tenants},
                                        {"origin", command.origin},
                                        {"automation", command.automation},
                                        {"at", command.at}});
}

Command command_from(std::string_view text) {
    json::value parsed = json::parse(json::string_view(text.data(), text.size()));
    json::object& from = parsed.as_object();
    const auto string = [&](const char* name) { return std::string(from.at(name).as_string()); };
    Command command;
    command.operation = OperationId(string("operation"));
    command.tenant = TenantId(string("tenant"));
    command.account = AccountId(string("account"));
    command.provider = provider_named(string("provider")).value_or(Provider::coex);
    command.action = string("action");
    command.input = from.at("input").as_object();
    command.input_hash = string("input_hash");
    command.actor = string("actor");
    command.at = from.at("at").as_int64();
    // Commands of an earlier version do not say these.
    for (const auto& [name, into] :
         {std::pair{"roles", &command.roles}, {"tenants", &command.tenants}, {"origin", &command.origin}}) {
        if (const json::value* said = from.if_contains(name)) *into = said->as_string();
    }
    if (const json::value* automation = from.if_contains("automation")) command.automation = automation->as_bool();
    return command;
}

OperationId operation_id_for(const Command& command, std::string_view idempotency_key) {
    const std::string_view place =
        command.account.empty() ? name_of(command.provider) : std::string_view(command.account.value);
    std::string scope = command.tenant.value;
    scope.append(1, '\n').append(place).append(1, '\n').append(command.action).append(1, '\n').append(idempotency_key);
    return OperationId("op_" + sha256_hex(scope).substr(0, 32));
}

OperationRow new_operation(const Command& command) {
    OperationRow row;
    row.operation_id = command.operation;
    row.tenant = command.tenant;
    row.account_id = command.account;
    row.provider = name_of(command.provider);
    row.action = command.action;
    row.input_hash = command.input_hash;
    row.actor = command.actor;
    row.state = "pending";
    row.created_at = command.at;
    row.changed_at = command.at;
    return row;
}

}  // namespace coexist
