#pragma once
#include <string>

#include "actions/action_handler.hpp"
#include "outbox/sends_ledger.hpp"

namespace coexist {

/// Sends one kind of message to a guest, named by phone number, user id, contact or conversation, or (a reaction) by
/// the message that it is about: inside the customer service window, templates outside of it too.
class SendMessage : public ActionHandler {
  public:
    SendMessage(std::string_view action, const Channels& channels, const SendsLedger& ledger)
        : action_(action), channels_(channels), ledger_(ledger) {}

    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    [[nodiscard]] std::string_view blocked_like() const override { return "send"; }
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

    /// Whether a message is one of many: what staff write goes first.
    enum class Crowd { one, campaign };
    /// Queues what a prepared command says; nothing if that was done, else why it cannot be.
    std::optional<Problem> queue(WriteContext& context, const AccountRow& account, const Command& command,
                                 Crowd crowd) const;

  private:
    const std::string action_;
    const Channels& channels_;
    const SendsLedger& ledger_;
};

/// Why nothing can be sent over the account now; nothing if it can, or if it is held meanwhile.
std::optional<Problem> sending_blocked(Session& session, const AccountRow& account);

}  // namespace coexist
