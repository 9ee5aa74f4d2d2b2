#pragma once
#include "actions/action_handler.hpp"
#include "ingest/journal.hpp"
#include "onboarding/connect_door.hpp"
#include "onboarding/saga.hpp"

namespace coexist {

/// What the two actions of a connection share. References outlive the handlers.
struct ConnectDesk {
    const Settings& settings;
    const TokenCipher& cipher;
    const ConnectSaga& saga;
    std::function<bool()> owner_alive;
};

/// coex, meta: begins an attempt to connect a number by the platform's dialog. The answer holds the URL to open in a
/// popup; the operation goes on by itself and says where it stands.
class Connect : public ActionHandler {
  public:
    Connect(ConnectDesk desk, Provider provider) : desk_(std::move(desk)), provider_(provider) {}
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

/// coex, meta: what a signed-in person or the dialog adds to a running attempt: a code, an event of the dialog's
/// window, the choice among several numbers, the word to go on, or to stop.
class ContinueConnect : public ActionHandler {
  public:
    explicit ContinueConnect(ConnectDesk desk) : desk_(std::move(desk)) {}
    [[nodiscard]] Outcome prepare(Session& session, const AccountRow* account, Command& command) const override;
    void apply(WriteContext& context, const Command& command, OperationRow& operation) const override;

  private:
    [[nodiscard]] Outcome prepare_code(const ConnectAttemptRow& attempt, Command& command) const;
    const ConnectDesk desk_;
};

/// The command that the dialog's answer becomes: continue_connect by the attempt's own actor, once per attempt.
Command command_of(const ConnectAnswer& answer, std::int64_t now_ms);

}  // namespace coexist
