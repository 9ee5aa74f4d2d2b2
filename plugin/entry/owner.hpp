#pragma once
#include <memory>
#include <vector>

#include "actions/command_applier.hpp"
#include "actions/handler_set.hpp"
#include "campaigns/feeder.hpp"
#include "entry/foundation.hpp"
#include "entry/provision.hpp"
#include "ingest/state_writer.hpp"
#include "media/media_book.hpp"
#include "media/media_fetcher.hpp"
#include "onboarding/saga.hpp"
#include "outbox/errand_gate.hpp"
#include "outbox/number_checks.hpp"
#include "outbox/outbox.hpp"
#include "outbox/phone_watch.hpp"
#include "outbox/sends_ledger.hpp"
#include "persons/eraser.hpp"
#include "persons/person_sweep.hpp"
#include "persons/retention.hpp"
#include "persons/tenant_erasing.hpp"

namespace coexist {

/// The owner's part: the one writer of the state, the queue to the platform, and the files that come from it.
class Owner {
  public:
    /// Opens the state for writing. Problems of opening it; throws SQLite::Exception when the disk fails.
    static Result<std::shared_ptr<Owner>> open(Foundation& foundation, std::shared_ptr<Provision> provision);
    ~Owner();

    void start();
    /// Ends both queues; what is left goes on at the next start.
    void stop(std::uint32_t deadline_ms);

    StateWriter& writer() { return *writer_; }

  private:
    Owner(Foundation& foundation, std::shared_ptr<Provision> provision, std::unique_ptr<StateWriter> writer);
    Foundation& foundation_;
    const std::shared_ptr<Provision> provision_;
    const SendsLedger ledger_;
    std::unique_ptr<StateWriter> writer_;
    const ConnectSaga saga_;
    HandlersByProvider handlers_;
    const NumberChecks checks_;
    const PhoneWatch phones_;
    const CampaignWishes wishes_;
    CommandApplier commands_;
    const ErrandGate gate_;
    std::unique_ptr<Outbox> outbox_;
    std::unique_ptr<CampaignFeeder> campaigns_;
    const MediaBook media_book_;
    std::unique_ptr<MediaFetcher> media_;
    const Eraser eraser_;
    const TenantEraser tenant_eraser_;
    std::unique_ptr<PersonSweep> sweep_;
    std::unique_ptr<TenantErasing> tenants_;
    std::unique_ptr<Retention> retention_;
    bool commanded_ = false;   ///< since the last commit, as the next; the writer's thread
    bool erased_ = false;      ///< since the last commit, as the next; the writer's thread
    bool media_told_ = false;  ///< since the last commit, as the next; the writer's thread
    std::vector<MediaContent> media_forgotten_;
};

}  // namespace coexist
