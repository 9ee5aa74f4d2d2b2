#pragma once
#include "channel/channel.hpp"
#include "ingest/write_context.hpp"
#include "outbox/answers.hpp"
#include "outbox/lines.hpp"
#include "store/accounts.hpp"
#include "store/errands.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// The regular reads that notice what no webhook told: each number every 6 to 12 hours, sooner where something is to be
/// looked into. Due times are kept (errands of the kind "check"), and only the owner makes them. A check also finds a
/// subscription that was lost and makes it again, and reads the list of templates.
class NumberChecks {
  public:
    NumberChecks(ReaderPool& readers, const Channels& channels, const TokenCipher& cipher)
        : readers_(readers), channels_(channels), cipher_(cipher) {}

    /// A number was connected, first or anew: its checks begin.
    static void begin(WriteContext& context, const AccountRow& account);
    /// There is new evidence: the next check comes sooner if that asks for it.
    static void told(WriteContext& context, const AccountRow& account);
    /// The platform told of something that only a read shows whole: the next check is due in some seconds.
    static void soon(WriteContext& context, const AccountRow& account);
    /// At the owner's start: numbers that nobody looks after are, and what became due meanwhile is spread over an hour.
    static void recover(WriteContext& context);

    /// Reads number, subscription and templates; on a worker's thread. Answers {outcome, number, subscription,
    /// templates}.
    [[nodiscard]] Answer run(const ErrandRow& errand) const;
    /// Takes in what a read showed, whoever asked for it. Null: the account is gone.
    const AccountRow* take_in(WriteContext& context, const ErrandRow& errand, const Answer& answer) const;
    /// The same for a check, and plans the next.
    void answered(WriteContext& context, ErrandRow errand, const Answer& answer) const;

  private:
    ReaderPool& readers_;
    const Channels& channels_;
    const TokenCipher& cipher_;
};

}  // namespace coexist
