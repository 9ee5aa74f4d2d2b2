#pragma once
#include "actions/action_handler.hpp"
#include "outbox/sends_ledger.hpp"
#include "store/journal_row.hpp"

namespace coexist {

/// The handlers of one provider by action id.
using HandlersByProvider = std::map<Provider, ActionHandlers>;

/// The owner's side of actions: applies journalled commands and answers, within the writer's transaction. Applying a
/// command again changes nothing: its operation is there already.
class CommandApplier {
  public:
    CommandApplier(const HandlersByProvider& handlers, const SendsLedger& ledger)
        : handlers_(handlers), ledger_(ledger) {}

    void command(WriteContext& context, const StoredRow& row) const;
    void answer(WriteContext& context, const StoredRow& row) const;
    /// Runs an errand on a worker's thread.
    [[nodiscard]] Answer run(Session& reader, const ErrandRow& errand) const;
    /// After the fold was built anew: tells of accounts, sends and operations again.
    void seed(WriteContext& context) const;

  private:
    const ActionHandler* handler(const std::string& provider, const std::string& action) const;
    const HandlersByProvider& handlers_;
    const SendsLedger& ledger_;
};

}  // namespace coexist
