#pragma once
#include "actions/action_handler.hpp"

namespace coexist {

/// coex: coexistence is ended by the owner, on the phone; no call of the API can do it (Meta refuses to deregister a
/// number that is in use in the app). So the action explains the steps and waits for the platform's word, and can be
/// cancelled until then.
class Disconnect : public ActionHandler {
  public:
    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

    /// The platform's word changed how the account stands: a waiting disconnect may be done.
    static void account_told(WriteContext& context, const AccountRow& account);
};

}  // namespace coexist
