#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "actions/command.hpp"
#include "ingest/write_context.hpp"
#include "model/account_state.hpp"
#include "model/problem.hpp"
#include "outbox/answers.hpp"
#include "store/accounts.hpp"
#include "store/errands.hpp"
#include "store/operations.hpp"
#include "store/session.hpp"

namespace coexist {

/// What one action does. prepare() and blocked() run in any process, on a read connection; apply() and answered() in
/// the owner, within the writer's transaction; run() on a worker, where it may wait for the network.
class ActionHandler {
  public:
    virtual ~ActionHandler() = default;

    /// Why the account cannot do this now; nothing if it can. `account` is null for an action of the channel.
    /// `now`: Unix milliseconds.
    [[nodiscard]] virtual std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                         std::int64_t now) const;
    /// Handlers that answer the same word are blocked by the same: a list asks one of them. Empty: like no other.
    [[nodiscard]] virtual std::string_view blocked_like() const { return {}; }
    /// Checks what the schema cannot, resolves what the input names, seals secrets in it.
    [[nodiscard]] virtual Outcome prepare(Session& session, const AccountRow* account, Command& command) const;
    /// Does it, or begins it. Sets the operation's state, result or problem; the caller stores it.
    virtual void apply(WriteContext& context, const Command& command, OperationRow& operation) const = 0;

    /// Asks the platform, for an errand that apply() left.
    [[nodiscard]] virtual Answer run(const ErrandRow& errand) const;
    /// Takes in what the platform said. Sets the operation's state; the caller stores it and ends the errand, unless an
    /// errand to go on with is answered: the same again later, or the next step.
    virtual std::optional<ErrandRow> answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                              OperationRow& operation) const;
};

using ActionHandlers = std::map<std::string, std::unique_ptr<ActionHandler>>;

/// The same errand once more, at `not_before` (Unix ms).
ErrandRow once_more(ErrandRow errand, std::int64_t not_before);

/// Marks the operation as failed for this reason.
void fail(OperationRow& operation, const Problem& problem);
/// Marks it as done with this result.
void succeed(OperationRow& operation, const boost::json::object& result);

/// Why this event has no place in the account's present state; nothing if it has. `action` is named in the text.
std::optional<Problem> out_of_place(Session& session, const AccountRow& account, AccountEvent event,
                                    const char* action);
/// Gives the account a new asked state and tells of it.
void ask_state(WriteContext& context, AccountRow account, AccountState state, const std::string& actor,
               const std::string& reason);

}  // namespace coexist
