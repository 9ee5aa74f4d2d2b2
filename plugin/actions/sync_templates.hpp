#pragma once
#include "actions/action_handler.hpp"
#include "outbox/lines.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// Reads the account's templates anew, now rather than with the number's next regular check.
class SyncTemplates : public ActionHandler {
  public:
    SyncTemplates(ReaderPool& readers, const Channels& channels, const TokenCipher& cipher)
        : readers_(readers), channels_(channels), cipher_(cipher) {}

    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
    [[nodiscard]] Answer run(const ErrandRow& errand) const override;
    std::optional<ErrandRow> answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                      OperationRow& operation) const override;

  private:
    ReaderPool& readers_;
    const Channels& channels_;
    const TokenCipher& cipher_;
};

}  // namespace coexist
