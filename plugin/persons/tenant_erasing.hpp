#pragma once
#include <chrono>
#include <string>

#include "ingest/erasures.hpp"
#include "ingest/journal.hpp"
#include "ingest/state_writer.hpp"
#include "persons/tenant_eraser.hpp"
#include "runtime/chore.hpp"
#include "runtime/clock.hpp"
#include "runtime/log.hpp"

namespace coexist {

/// Erases tenants, in the owner, on a thread of its own: one ErasureCommand for each contact goes into the journal,
/// some at a time, as if an admin had asked for each; when none is left, all else goes in one transaction. Whatever
/// interrupts it, the next start goes on with those that are left.
class TenantErasing {
  public:
    /// References outlive it. `directory`: the state's.
    TenantErasing(StateWriter& writer, Journal& journal, const TenantEraser& eraser, Marker marker,
                  std::string directory, Clock clock, Log log);
    ~TenantErasing();
    TenantErasing(const TenantErasing&) = delete;
    TenantErasing& operator=(const TenantErasing&) = delete;

    void start();
    /// Ends after the contacts that are in hand.
    void stop() { chore_.stop(); }
    /// There may be a tenant to erase.
    void wake() { chore_.wake(); }

  private:
    std::chrono::milliseconds turn();
    /// Answers how long to rest until the next step.
    std::chrono::milliseconds step(const TenantErasureRow& row);
    /// Whether the last of these was applied.
    bool erase(const TenantErasureRow& row, const std::vector<std::int64_t>& contacts);
    [[nodiscard]] bool running() const { return !*chore_.ended(); }

    StateWriter& writer_;
    Journal& journal_;
    const TenantEraser& eraser_;
    const Marker marker_;
    const std::string directory_;
    const Clock clock_;
    const Log log_;
    Chore chore_{"wa-tenant"};  // last: its thread uses the others
};

}  // namespace coexist
