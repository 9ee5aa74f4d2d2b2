#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "campaigns/wishes.hpp"
#include "ingest/state_writer.hpp"
#include "runtime/chore.hpp"
#include "runtime/clock.hpp"
#include "runtime/log.hpp"
#include "store/campaigns.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// Gives the outbox the next of each campaign's messages, a few seconds' worth at a time, in the owner: so that a stop
/// ends it at once, guests who say stop meanwhile are left out, and nothing goes out in quiet hours. A recipient's
/// place and his message are written in one transaction: nobody gets it twice, whenever the program ends.
class CampaignFeeder {
  public:
    /// Queues one recipient's message; answers its operation id, or why it cannot be.
    using Queue = std::function<Result<OperationId>(WriteContext&, const AccountRow&, const CampaignRow&,
                                                    const CampaignRecipient&)>;
    /// Messages a second that an account may send.
    using Rate = std::function<int(Session&, const AccountRow&)>;

    /// References outlive it.
    CampaignFeeder(StateWriter& writer, ReaderPool& readers, const Settings& settings, const CampaignWishes& wishes,
                   Queue queue, Rate rate, Clock clock, Log log)
        : writer_(writer),
          readers_(readers),
          settings_(settings),
          wishes_(wishes),
          queue_(std::move(queue)),
          rate_(std::move(rate)),
          clock_(clock),
          log_(std::move(log)) {}

    void start();
    void stop() { chore_.stop(); }
    /// A campaign was begun or goes on.
    void wake() { chore_.wake(); }

    /// In a state that was restored from a backup: what went out since is not known, so that people look first.
    static void restored(WriteContext& context);

  private:
    std::chrono::milliseconds turn();
    /// Gives what there is room for; answers when to look again.
    std::chrono::milliseconds feed(WriteContext& context, const std::string& campaign_id) const;
    /// What keeps a campaign from going on now.
    struct Hindrance {
        enum class Then { waits, pauses, stops };  ///< for a person to resume the number; to let it go on; for good
        Then then = Then::waits;
        std::string why;
    };
    static std::optional<Hindrance> hindrance_of(WriteContext& context, const AccountRow& account,
                                                 const CampaignRow& campaign);
    void give(WriteContext& context, const AccountRow& account, const CampaignRow& campaign,
              CampaignRecipient one) const;

    StateWriter& writer_;
    ReaderPool& readers_;
    const Settings& settings_;
    const CampaignWishes& wishes_;
    const Queue queue_;
    const Rate rate_;
    const Clock clock_;
    const Log log_;
    Chore chore_{"wa-campaign"};  // last: its thread uses the others
};

/// Ends a campaign that is under way: "done" or "stopped", and its operation with it. What waits is not sent.
void end_campaign(WriteContext& context, CampaignRow campaign, const std::string& state, const std::string& why);

}  // namespace coexist
