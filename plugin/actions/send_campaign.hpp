#pragma once
#include <string>

#include "actions/action_handler.hpp"
#include "actions/send_message.hpp"
#include "campaigns/wishes.hpp"
#include "store/campaigns.hpp"

namespace coexist {

/// Sends one approved template to a list of people, each with values of his own and the proof that he agreed; or tells
/// what that would do, without sending. Who said stop, gave no proof or stands there twice is left out.
class SendCampaign : public ActionHandler {
  public:
    SendCampaign(const Channels& channels, const SendsLedger& ledger, const Settings& settings, CampaignWishes wishes)
        : one_("send_template", channels, ledger), channels_(channels), settings_(settings), wishes_(wishes) {}

    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    [[nodiscard]] std::string_view blocked_like() const override { return "send"; }
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

    /// Queues one recipient's message; answers its operation id.
    Result<OperationId> queue(WriteContext& context, const AccountRow& account, const CampaignRow& campaign,
                              const CampaignRecipient& recipient) const;

  private:
    const SendMessage one_;
    const Channels& channels_;
    const Settings& settings_;
    const CampaignWishes wishes_;
};

}  // namespace coexist
