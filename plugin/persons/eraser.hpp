#pragma once
#include <functional>
#include <string>
#include <vector>

#include "ingest/erasures.hpp"
#include "ingest/write_context.hpp"
#include "secrets/token_cipher.hpp"
#include "store/journal_row.hpp"

namespace coexist {

/// Marks names with the installation's key; `cipher` outlives the marker.
Marker marker_of(const TokenCipher& cipher);

/// A number by which the key of the marks is told from another; never 0.
std::int64_t erasure_key_of(const TokenCipher& cipher);

/// Forgets persons, in the owner, within the writer's transaction: from its commit on nothing of them is shown, and the
/// law of erasure keeps it so. Their bytes are taken out of the files by PersonSweep.
class Eraser {
  public:
    /// Files whose bytes may go once the transaction is committed, by their hash.
    using Forgotten = std::function<void(const TenantId& tenant, const std::vector<std::string>& contents)>;

    /// `directory`: the state's; `erasures`: the applier's, which outlive this; `key`: erasure_key_of() its marks.
    Eraser(std::string directory, Erasures& erasures, std::int64_t key, Forgotten forgotten)
        : directory_(std::move(directory)), erasures_(erasures), key_(key), forgotten_(std::move(forgotten)) {}

    /// Applies a journalled ErasureCommand; again: nothing changes. Throws std::exception on a row that is none.
    void apply(WriteContext& context, const StoredRow& row) const;
    /// After the fold was built anew: tells hosts again who was erased.
    static void seed(WriteContext& context);

  private:
    const std::string directory_;
    Erasures& erasures_;
    const std::int64_t key_;
    const Forgotten forgotten_;
};

}  // namespace coexist
