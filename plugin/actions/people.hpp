#pragma once
#include "actions/action_handler.hpp"

namespace coexist {

/// A person says: these two contacts are one. Holds against what was observed, until somebody separates them.
class JoinContacts : public ActionHandler {
  public:
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
};

/// A person says: these names of a contact are somebody else's. Holds against what is observed later, until somebody
/// joins them again.
class SeparateContact : public ActionHandler {
  public:
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
};

}  // namespace coexist
