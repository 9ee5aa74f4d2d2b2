#pragma once
#include <string>
#include <vector>

#include "ingest/delivery_applier.hpp"
#include "store/journal_row.hpp"

namespace coexist {

/// That an admin wants rows of the journal read again, as it is journalled: any process asks, the owner does it.
struct ReplayCommand {
    JournalPosition position;
    std::vector<JournalPosition> not_understood{};  ///< instead: some rows of which something was not understood
    std::string tenant;                             ///< for the audit; empty: of none or of several
    std::int64_t at = 0;                            ///< Unix ms
    std::string actor;
    std::string roles;
    std::string tenants;  ///< of the actor: a JSON list
    std::string origin;
};

JournalRow row_of(const ReplayCommand& command);

/// Reads the rows again, in the owner, within the writer's transaction; reading it twice changes nothing. The audit
/// tells what came of it. Throws std::exception on a row that row_of did not write.
void apply_replay(WriteContext& context, DeliveryApplier& deliveries, const StoredRow& stored);

}  // namespace coexist
