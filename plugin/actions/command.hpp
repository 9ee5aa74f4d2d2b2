#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/ids.hpp"
#include "model/provider.hpp"
#include "store/operations.hpp"

namespace coexist {

/// An action that someone asked for, as it is journalled: any process writes it, the owner applies it. Secrets in the
/// input are sealed before.
struct Command {
    OperationId operation;
    TenantId tenant;
    AccountId account;  ///< empty: the channel itself
    Provider provider = Provider::coex;
    std::string action;
    boost::json::object input;
    std::string input_hash;
    std::string actor;
    std::string roles;        ///< of the actor, for the audit
    std::string tenants;      ///< of the actor: a JSON list
    std::string origin;       ///< where it was asked from
    bool automation = false;  ///< no person asked
    std::int64_t at = 0;      ///< Unix ms
};

std::string text_of(const Command& command);
/// Throws std::exception on a text that text_of did not write: such a row is set aside.
Command command_from(std::string_view text);

/// The operation of a key within (tenant, account or provider, action): two processes agree on it before the owner has
/// seen either.
OperationId operation_id_for(const Command& command, std::string_view idempotency_key);

/// The operation as it stands before the owner has seen the command.
OperationRow new_operation(const Command& command);

}  // namespace coexist
