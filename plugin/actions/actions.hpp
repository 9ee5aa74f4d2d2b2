#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "model/problem.hpp"
#include "model/provider.hpp"

namespace coexist {

class ActionServices;
struct AccountRow;
struct Actor;
struct DeskRequest;
struct ArrivedFile;
struct OperationRow;

/// What was asked of an action, as the C ABI and REST both carry it. Views live as long as the call.
struct ActionRequest {
    std::string_view account;  ///< empty: the channel itself
    std::string_view action;   ///< empty in list
    std::string_view input;    ///< JSON; empty = {}
    std::string_view actor;    ///< JSON
    std::string_view idempotency_key;
    std::string_view origin{};  ///< the peer's address, where the actor does not say where he came from
};

/// What an accepted call answers.
struct ActionAnswer {
    bool pending = false;  ///< the outcome comes later, as operation.changed
    std::string body;      ///< JSON
};

/// Staff's and hosts' entrance to everything a channel does. Works in the owner and in clients alike; thread-safe.
/// Waits at most for a local commit.
class Actions {
  public:
    explicit Actions(ActionServices& services);
    ~Actions();

    /// {"accounts": [...]}: those of the actor's tenants; `provider` limits it.
    Result<ActionAnswer> list_accounts(const ActionRequest& request, const Provider* provider);
    /// {"actions": [...]}: each that the account (or the channel) offers this actor, in his language, enabled or why
    /// not.
    Result<ActionAnswer> list_actions(const ActionRequest& request, Provider provider);
    /// {"operation": {...}}. Problems: action_unknown, action_not_for_provider, account_not_found, role_missing,
    /// input_invalid, key_reused, and those of the action itself.
    Result<ActionAnswer> invoke(const ActionRequest& request, Provider provider);
    /// {"operation": {...}}; problem operation_not_found (also for another tenant's).
    Result<ActionAnswer> operation(std::string_view operation_id, std::string_view actor);
    /// Takes in a file whose bytes are durable on the disk; the actor serves the account. Its operation, pending where
    /// nobody works the state just now. Problem: not_stored.
    Result<OperationRow> keep_file(const AccountRow& account, const Actor& actor, const ArrivedFile& file);

    /// Does what staff keep for each other; the actor serves the tenant. {"operation": {...}}. Problems: key_reused,
    /// not_stored, and its own.
    Result<ActionAnswer> keep(const DeskRequest& request, const Actor& actor);

  private:
    struct Inside;
    std::unique_ptr<Inside> inside_;
};

/// The JSON of a problem (RFC 9457): {type, title, status, code, detail, next?, errors?}.
std::string problem_document(const Problem& problem);

}  // namespace coexist
