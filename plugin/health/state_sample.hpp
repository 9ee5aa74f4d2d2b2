#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "feed/feed.hpp"
#include "ingest/disk_use.hpp"
#include "ingest/journal_tally.hpp"
#include "model/account_state.hpp"
#include "model/ids.hpp"
#include "model/phone_life.hpp"
#include "model/provider.hpp"
#include "store/client_mark.hpp"
#include "store/progress.hpp"

namespace coexist {

/// How one number stands, without the number. Times are Unix ms, 0: never.
struct AccountSign {
    std::int64_t row = 0;
    AccountId id;
    TenantId tenant;
    Provider provider = Provider::coex;
    AccountState state = AccountState::onboarding;
    bool token_invalid = false;
    bool payment_problem = false;
    std::int64_t delivery_at = 0;  ///< the last message of a guest or of the phone, else when it was connected
    std::int64_t phone_at = 0;     ///< the phone's last sign of life, however weak
    PhoneLevel phone = PhoneLevel::fresh;
};

/// The files of one tenant that are not here.
struct MissingMedia {
    std::int64_t waiting = 0;
    std::int64_t waiting_since = 0;  ///< when the oldest of these was told, Unix ms
    std::int64_t over_quota = 0;     ///< of the last 7 days, while the platform has them
};

/// What a look at the state found. Immutable once it is shared.
struct StateSample {
    std::int64_t at = 0;  ///< Unix ms, when the look began
    std::string trouble;  ///< why it could not be read; the rest is of the last time that it could
    bool owner_lives = false;
    bool damaged = false;  ///< something of the state could not be read
    DiskUse::Measure disk;
    std::vector<MarkedClient> clients;  ///< that live now
    std::int64_t settings_hash = 0;     ///< the owner's; 0: none is known
    std::array<LaneLag, lane_count> lanes{};
    std::int64_t quarantined = 0;
    std::int64_t parked = 0;
    std::int64_t erasures_open = 0;      ///< whose bytes are not out of all files yet
    std::int64_t erasure_key = 0;        ///< hash of the key that erased persons are marked with; 0: nobody was erased
    std::int64_t oldest_erasure_at = 0;  ///< when the oldest of these was asked for, Unix ms
    std::vector<QuarantineRow> set_aside;                              ///< the first of them
    std::map<std::string, std::map<std::string, std::int64_t>> sends;  ///< by tenant, by state; those not ended
    std::map<std::string, MissingMedia> media;                         ///< by tenant
    std::vector<UnknownKind> unknown_kinds;
    std::vector<std::pair<ConsumerRow, std::int64_t>> consumers;  ///< with how many events each is behind
    std::vector<TenantId> tenants;
    std::shared_ptr<const std::vector<AccountSign>> accounts = std::make_shared<std::vector<AccountSign>>();
    std::int64_t accounts_at = 0;  ///< Unix ms
};

/// Reads what health and metrics tell of the state. It may wait for the disk: call it on a thread of its own.
class StateLook {
  public:
    StateLook(std::string directory, ReaderPool& readers, Feed& feed, DiskUse& disk, Clock clock);

    /// `places`: the unfinished segments as the writer knows them; empty in a client. Throws nothing: what cannot be
    /// read is the sample's trouble.
    StateSample look(const StateSample& former, const std::vector<SegmentPlace>& places);

  private:
    void read(StateSample& sample, const std::vector<SegmentPlace>& places);
    void read_accounts(StateSample& sample, Session& session);

    const std::string directory_;
    ReaderPool& readers_;
    Feed& feed_;
    DiskUse& disk_;
    const Clock clock_;
    JournalTally tally_;
    std::int64_t accounts_due_us_ = 0;
};

}  // namespace coexist
