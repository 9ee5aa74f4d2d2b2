#pragma once
#include "actions/action_handler.hpp"
#include "outbox/sends_ledger.hpp"

namespace coexist {

/// Sends a text to a guest: by phone number, contact or conversation, inside the customer service window.
class SendText : public ActionHandler {
  public:
    SendText(const Channels& channels, const SendsLedger& ledger) : channels_(channels), ledger_(ledger) {}

    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

  private:
    const Channels& channels_;
    const SendsLedger& ledger_;
};

}  // namespace coexist
