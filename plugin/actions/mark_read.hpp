#pragma once
#include "actions/action_handler.hpp"
#include "outbox/lines.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// Tells the guest that his message was read, and with `typing` that an answer is being written. No message of its own:
/// a lost answer loses nothing, so it is asked again for a while.
class MarkRead : public ActionHandler {
  public:
    MarkRead(ReaderPool& readers, const Channels& channels, const TokenCipher& cipher)
        : readers_(readers), channels_(channels), cipher_(cipher) {}

    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    [[nodiscard]] std::string_view blocked_like() const override { return "send"; }
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
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
