#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "channel/road.hpp"
#include "ingest/erasures.hpp"
#include "ingest/write_context.hpp"
#include "runtime/figures.hpp"
#include "store/history_imports.hpp"
#include "store/progress.hpp"

namespace coexist {

/// The roads by name.
using Roads = std::map<std::string, std::shared_ptr<Road>>;

/// Turns one journalled delivery into state: reads it, routes each fact, parks what names a number nobody has
/// connected, sets aside what cannot be read. Applying a delivery again changes nothing.
class DeliveryApplier {
  public:
    explicit DeliveryApplier(const Roads& roads) : roads_(roads) {}

    void count_in(std::shared_ptr<Figures> figures) { figures_ = std::move(figures); }

    void apply(WriteContext& context, const StoredRow& stored);
    /// What a delivery of messages says; nothing if it is none of these or cannot be read: then apply() it. Touches no
    /// state.
    [[nodiscard]] std::optional<Observation> read(const StoredRow& stored) const;
    /// Applies facts of it from `first` on until all are done or `enough` says so; answers where to go on. A body with
    /// thousands of facts is applied in several transactions: a fact more than once does no harm.
    std::size_t apply_some(WriteContext& context, const StoredRow& stored, const Observation& observation,
                           std::size_t first, const std::function<bool()>& enough);
    /// Called for every part of a delivery that was routed to an account, also one that is not understood.
    /// `received_at`: Unix ms.
    using Routed = std::function<void(WriteContext&, const AccountRow&, const Fact&, std::int64_t received_at)>;
    void on_routed(Routed callback) { routed_ = std::move(callback); }
    /// Called for every part that names no account of ours yet, after it was parked. `road`: over which it came.
    using Parked = std::function<void(WriteContext&, const std::string& road, const Fact&, std::int64_t received_at)>;
    void on_parked(Parked callback) { parked_ = std::move(callback); }
    /// Applies what waited for this account; call when it was connected, or when its history was let in. History does
    /// not come at once but in parts, when nothing live waits: see next_due().
    void apply_parked(WriteContext& context, const AccountRow& account);
    /// History that waited and whose turn it is; nothing if there is none.
    struct Due {
        ParkedRow parked;
        StoredRow stored;
    };
    std::optional<Due> next_due(WriteContext& context);
    /// False: there certainly is none.
    [[nodiscard]] bool may_have_due() const { return due_; }
    /// Applies one row again by hand, out of quarantine. False if there is no such delivery any more.
    bool replay(WriteContext& context, const JournalPosition& position);
    /// Moves deliveries that waited since before `before_ms` for a number that never came into quarantine.
    void expire_parked(WriteContext& context, std::int64_t before_ms);

    /// Who was erased: the law of erasure stands before every fact of a connected number.
    Erasures& erasures() { return erasures_; }

  private:
    /// Keeps about when the platform last delivered over the road, and which test of our own came.
    void note_arrival(WriteContext& context, const StoredRow& stored, const Observation& said);
    void apply_fact(WriteContext& context, const StoredRow& stored, const Observation& said, const Fact& fact);
    void apply_to(WriteContext& context, const AccountRow& account, const StoredRow& stored, const Observation& said,
                  const Fact& fact);
    /// Whether the account takes this part of the phone's past. What has to wait for a person's word is parked.
    bool let_in(WriteContext& context, const AccountRow& account, const StoredRow& stored, const Fact& fact);
    /// What decides about the delivery that is applied now.
    struct Gate {
        std::int64_t account = 0;
        std::int64_t received_at = 0;
        std::optional<HistoryImportRow> import;
    };
    std::optional<Gate> gate_;
    bool due_ = true;  ///< history that waited may have its turn
    const Roads& roads_;
    std::map<std::string, std::int64_t> noted_;  ///< by road: up to when its newest delivery is noted, in Unix ms
    Routed routed_;
    Parked parked_;
    Erasures erasures_;
    std::shared_ptr<Figures> figures_ = std::make_shared<Figures>();
};

}  // namespace coexist
