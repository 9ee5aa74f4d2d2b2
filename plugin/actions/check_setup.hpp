#pragma once
#include "actions/action_handler.hpp"
#include "actions/connect.hpp"

namespace coexist {

/// coex, meta: looks whether numbers can be connected over an app: its configuration, its id and secret, its webhook
/// fields, our callback, and whether a signed delivery was ever received. The newest result decides whether connecting
/// is offered: see setup_missing().
class CheckSetup : public ActionHandler {
  public:
    CheckSetup(ConnectDesk desk, Provider provider) : desk_(std::move(desk)), provider_(provider) {}
    [[nodiscard]] std::optional<Problem> blocked(Session& session, const AccountRow* account,
                                                 std::int64_t now) const override;
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;
    [[nodiscard]] Answer run(const ErrandRow& errand) const override;
    std::optional<ErrandRow> answered(WriteContext& context, const ErrandRow& errand, const Answer& answer,
                                      OperationRow& operation) const override;

  private:
    const ConnectDesk desk_;
    const Provider provider_;
};

/// Why nobody should connect over this road: a must of its setup was missing when it was last looked at. Nothing if
/// nobody looked yet, or all was well.
std::optional<Problem> setup_missing(Session& session, Provider provider, const std::string& road);

}  // namespace coexist
