#pragma once
#include <functional>

#include "actions/action_handler.hpp"
#include "outbox/number_checks.hpp"
#include "outbox/phone_watch.hpp"
#include "outbox/sends_ledger.hpp"
#include "store/journal_row.hpp"

namespace coexist {

/// The handlers of one provider by action id.
using HandlersByProvider = std::map<Provider, ActionHandlers>;

/// The owner's side of actions: applies journalled commands and answers, within the writer's transaction. Applying a
/// command again changes nothing: its operation is there already.
class CommandApplier {
  public:
    CommandApplier(const HandlersByProvider& handlers, const SendsLedger& ledger, const NumberChecks& checks,
                   const PhoneWatch& phones)
        : handlers_(handlers), ledger_(ledger), checks_(checks), phones_(phones) {}

    /// Told of every answer to a send, after it was taken in.
    using SendEnded = std::function<void(WriteContext&, const SendRow&, const CallOutcome&)>;
    void on_send_ended(SendEnded told) { send_ended_ = std::move(told); }

    void command(WriteContext& context, const StoredRow& row) const;
    void answer(WriteContext& context, const StoredRow& row) const;
    /// There is new evidence of how an account stands.
    static void account_told(WriteContext& context, const AccountRow& account);
    /// Puts a line that AuditTrail wrote into the table.
    static void note(WriteContext& context, const StoredRow& row);
    /// Runs an errand on a worker's thread.
    [[nodiscard]] Answer run(Session& reader, const ErrandRow& errand) const;
    /// After a start, once all journalled answers were applied: calls that had left and must not be repeated have an
    /// unknown outcome. In a restored copy also those that had not left yet: they may have, after the copy was made.
    void recover(WriteContext& context, bool copy) const;
    /// After the fold was built anew: tells of accounts, sends and operations again.
    void seed(WriteContext& context) const;

  private:
    const ActionHandler* handler(const std::string& provider, const std::string& action) const;
    void take_in(WriteContext& context, const ErrandRow& errand, const Answer& answer) const;
    const HandlersByProvider& handlers_;
    const SendsLedger& ledger_;
    const NumberChecks& checks_;
    const PhoneWatch& phones_;
    SendEnded send_ended_;
};

}  // namespace coexist
