#pragma once
#include "actions/action_handler.hpp"
#include "outbox/lines.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// coex: coexistence is ended by the owner, on the phone; no call of the API can do it (Meta refuses to deregister a
/// number that is in use in the app). So the action explains the steps and waits for the platform's word, and can be
/// cancelled until then. An admin may force our side of it: deliveries are ended (unless another number needs them) and
/// the token is forgotten; on the phone the number stays attached.
class Disconnect : public ActionHandler {
  public:
    Disconnect(ReaderPool& readers, const Channels& channels, const TokenCipher& cipher)
        : readers_(readers), channels_(channels), cipher_(cipher) {}

    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
    [[nodiscard]] Answer run(const ErrandRow& errand) const override;
    std::optional<ErrandRow> answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                      OperationRow& operation) const override;

    /// There is new word of how the account stands: a waiting disconnect may be done.
    static void account_told(WriteContext& context, const AccountRow& account);
    /// The number was connected anew: a waiting disconnect is called off.
    static void connected_anew(WriteContext& context, const AccountRow& account);

  private:
    void force(WriteContext& context, const AccountRow& account, const Command& command) const;

    ReaderPool& readers_;
    const Channels& channels_;
    const TokenCipher& cipher_;
};

}  // namespace coexist
