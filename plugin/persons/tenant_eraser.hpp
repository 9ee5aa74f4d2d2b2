#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "ingest/erasures.hpp"
#include "ingest/write_context.hpp"
#include "model/problem.hpp"
#include "persons/eraser.hpp"
#include "persons/tenant_command.hpp"
#include "store/tenant_erasures.hpp"

namespace coexist {

/// Why a tenant cannot be erased now; nothing if it can: a number of it is connected, or is being connected.
std::optional<Problem> why_tenant_stays(Session& session, const TenantId& tenant);

/// Forgets whole tenants, in the owner, within the writer's transactions. It is done in steps, each of which a restart
/// goes on with: TenantErasing lets the contacts go one by one, then rest() takes everything else, then PersonSweep
/// takes the bytes out of the files and calls end().
class TenantEraser {
  public:
    /// `directory`: the state's; `erasures`: the applier's, which outlive this; `key`: erasure_key_of() its marks.
    TenantEraser(std::string directory, Erasures& erasures, std::int64_t key, Eraser::Forgotten forgotten)
        : directory_(std::move(directory)), erasures_(erasures), key_(key), forgotten_(std::move(forgotten)) {}

    /// Applies a journalled TenantErasureCommand; again: nothing changes. Where the tenant is in use by now, its
    /// operation fails.
    static void begin(WriteContext& context, const TenantErasureCommand& command);
    /// How many contacts are left; the operation tells it.
    static void progress(WriteContext& context, TenantErasureRow row);
    /// Once no contact is left: takes all else. Where the tenant came into use meanwhile, the operation fails.
    void rest(WriteContext& context, TenantErasureRow row) const;
    /// The bytes are out of all files.
    static void end(WriteContext& context);
    /// After the fold was built anew: tells hosts again which tenants were erased.
    static void seed(WriteContext& context);

  private:
    const std::string directory_;
    Erasures& erasures_;
    const std::int64_t key_;
    const Eraser::Forgotten forgotten_;
};

}  // namespace coexist
