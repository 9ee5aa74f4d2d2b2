#pragma once
#include "actions/action_handler.hpp"
#include "ingest/delivery_applier.hpp"
#include "onboarding/saga.hpp"
#include "secrets/token_cipher.hpp"

namespace coexist {

/// coex: a person lets the past of the phone in, where the configuration waits for that. What has arrived comes in, and
/// within the platform's 24 hours the history is asked for, once.
class AcceptHistory : public ActionHandler {
  public:
    AcceptHistory(DeliveryApplier* deliveries, const TokenCipher& cipher, const ConnectSaga& saga)
        : deliveries_(deliveries), cipher_(cipher), saga_(saga) {}
    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

  private:
    DeliveryApplier* const deliveries_;  ///< null in clients, which never apply
    const TokenCipher& cipher_;
    const ConnectSaga& saga_;
};

/// coex: a person decides that nothing of the past is imported on this connection.
class DeclineHistory : public ActionHandler {
  public:
    DeclineHistory(DeliveryApplier* deliveries, const ConnectSaga& saga) : deliveries_(deliveries), saga_(saga) {}
    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

  private:
    DeliveryApplier* const deliveries_;  ///< null in clients, which never apply
    const ConnectSaga& saga_;
};

}  // namespace coexist
