#pragma once
#include "actions/action_handler.hpp"
#include "outbox/sends_ledger.hpp"

namespace coexist {

/// Sends once more what failed, or left without an answer: only a person can say that this is no second copy. A new
/// attempt with an id of its own that says what it repeats.
class SendAgain : public ActionHandler {
  public:
    SendAgain(const Channels& channels, const SendsLedger& ledger) : channels_(channels), ledger_(ledger) {}

    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    [[nodiscard]] std::string_view blocked_like() const override { return "send"; }
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

  private:
    const Channels& channels_;
    const SendsLedger& ledger_;
};

}  // namespace coexist
