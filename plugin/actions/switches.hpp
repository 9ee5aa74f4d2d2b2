#pragma once
#include "actions/action_handler.hpp"
#include "outbox/lines.hpp"
#include "outbox/sends_ledger.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// meta and meow: sends are held from now on; inbound goes on.
class Pause : public ActionHandler {
  public:
    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
};

/// meta and meow: what was held leaves in order.
class Resume : public ActionHandler {
  public:
    explicit Resume(const SendsLedger& ledger) : ledger_(ledger) {}
    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

  private:
    const SendsLedger& ledger_;
};

/// meta and meow: takes the number off our records. Nothing is sent from now on; the platform is asked to deliver no
/// more (unless another number needs that), then the token is wiped, and the result says what became of both. The
/// number's conversations stay readable.
class Remove : public ActionHandler {
  public:
    Remove(const SendsLedger& ledger, ReaderPool& readers, const Channels& channels, const TokenCipher& cipher)
        : ledger_(ledger), readers_(readers), channels_(channels), cipher_(cipher) {}
    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
    [[nodiscard]] Answer run(const ErrandRow& errand) const override;
    std::optional<ErrandRow> answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                      OperationRow& operation) const override;

  private:
    const SendsLedger& ledger_;
    ReaderPool& readers_;
    const Channels& channels_;
    const TokenCipher& cipher_;
};

/// coex: a person says that he opened the WhatsApp Business app on the phone: the strongest sign of life there is
/// between two connections.
class ConfirmPhoneOpened : public ActionHandler {
  public:
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
};

}  // namespace coexist
