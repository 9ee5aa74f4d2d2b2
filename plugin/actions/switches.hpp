#pragma once
#include "actions/action_handler.hpp"
#include "outbox/sends_ledger.hpp"

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

/// meta and meow: takes the number off our records; its token is wiped, its conversations stay readable.
class Remove : public ActionHandler {
  public:
    explicit Remove(const SendsLedger& ledger) : ledger_(ledger) {}
    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

  private:
    const SendsLedger& ledger_;
};

/// coex: a person says that he opened the WhatsApp Business app on the phone: the strongest sign of life there is
/// between two connections.
class ConfirmPhoneOpened : public ActionHandler {
  public:
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
};

}  // namespace coexist
