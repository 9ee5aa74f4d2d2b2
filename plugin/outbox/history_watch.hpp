#pragma once
#include "ingest/write_context.hpp"
#include "store/accounts.hpp"

namespace coexist {

/// Finds how imports end. Time is what ends them (nothing came for a while, the platform's 24 hours passed), so it is
/// looked at now and then. An outcome is told once: the account's document has it from then on, and the audit a line.
/// Both run inside the writer's transaction.
class HistoryWatch {
  public:
    /// All imports whose outcome may still come; once a minute.
    static void look(WriteContext& context);
    /// A piece, or word that none will come, has arrived: what was over may go on.
    static void told(WriteContext& context, const AccountRow& account);
};

}  // namespace coexist
