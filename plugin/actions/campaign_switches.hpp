#pragma once
#include "actions/action_handler.hpp"
#include "campaigns/wishes.hpp"
#include "outbox/sends_ledger.hpp"

namespace coexist {

/// Ends a campaign: who has not got it yet does not get it.
class StopCampaign : public ActionHandler {
  public:
    explicit StopCampaign(const SendsLedger& ledger) : ledger_(ledger) {}
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

  private:
    const SendsLedger& ledger_;
};

/// Lets a campaign go on that was paused.
class ResumeCampaign : public ActionHandler {
  public:
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
};

/// Notes that somebody told staff that he wants no campaigns, or (`wants`) that he wants them again.
class NoteWish : public ActionHandler {
  public:
    NoteWish(CampaignWishes wishes, bool wants) : wishes_(wishes), wants_(wants) {}
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

  private:
    const CampaignWishes wishes_;
    const bool wants_;
};

}  // namespace coexist
