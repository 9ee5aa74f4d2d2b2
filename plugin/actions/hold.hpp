#pragma once
#include "actions/action_handler.hpp"
#include "config/settings.hpp"

namespace coexist {

/// Keeps automation out of a conversation for a time, as if a person had answered.
class HoldConversation : public ActionHandler {
  public:
    explicit HoldConversation(const Settings& settings) : settings_(settings) {}
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

  private:
    const Settings& settings_;
};

/// Gives a conversation back to automation, until a person answers again.
class ReleaseConversation : public ActionHandler {
  public:
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
};

}  // namespace coexist
