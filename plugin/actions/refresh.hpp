#pragma once
#include "actions/action_handler.hpp"
#include "outbox/number_checks.hpp"

namespace coexist {

/// Reads the number at the platform now, as the regular checks do, and brings its name up to date.
class Refresh : public ActionHandler {
  public:
    Refresh(ReaderPool& readers, const Channels& channels, const TokenCipher& cipher)
        : checks_(readers, channels, cipher), channels_(channels) {}

    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
    [[nodiscard]] Answer run(const ErrandRow& errand) const override;
    std::optional<ErrandRow> answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                      OperationRow& operation) const override;

  private:
    const NumberChecks checks_;
    const Channels& channels_;
};

}  // namespace coexist
