#pragma once
#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "onboarding/session_event.hpp"
#include "onboarding/steps/steps.hpp"

namespace coexist {

/// How an attempt stands after something happened to it.
struct ConnectProgress {
    std::optional<ErrandRow> next;   ///< to go on with; nothing: it is over
    std::optional<Problem> problem;  ///< why it is over, where it failed
    boost::json::object result;      ///< for the operation: stage, steps, candidates, warnings
};

/// The way of a number from the dialog to `connected`, one step at a time, each step's outcome a row that people can
/// read. All but ask() runs in the writer's transaction. A crash anywhere leaves an errand that goes on, or a call
/// whose outcome is unknown; nothing is ever repeated that must not be.
class ConnectSaga {
  public:
    explicit ConnectSaga(const ConnectNeeds& needs) : needs_(needs), steps_(make_connect_steps(needs_)) {}

    /// Over which the platform is asked.
    [[nodiscard]] SignupDesk& desk() const { return needs_.desk; }

    /// A new attempt waits for the person.
    ConnectProgress begin(WriteContext& context, const ConnectAttemptRow& attempt) const;
    /// A code came. `origin`: "redirect" or "sdk"; `code_sealed` is bound to the attempt.
    ConnectProgress code(WriteContext& context, ConnectAttemptRow attempt, const std::string& code_sealed,
                         const std::string& origin, std::int64_t code_at, const std::string& who) const;
    /// The browser reported an event of the dialog's window. Never ends an attempt: a code may still come.
    ConnectProgress session_event(WriteContext& context, ConnectAttemptRow attempt, const SessionVerdict& verdict,
                                  const std::string& who) const;
    /// A person names the number (digits) that is being connected, so that it can be told from what others connect.
    ConnectProgress number_named(WriteContext& context, ConnectAttemptRow attempt, const std::string& digits,
                                 const std::string& who) const;
    /// Follows a number that was adopted by token and connected within the last 24 hours: fields, delivery, contacts
    /// and history, once each. `attempt` has its account.
    ConnectProgress follow(WriteContext& context, ConnectAttemptRow attempt, const std::string& why) const;
    /// A person decided on the import: attempts that run go by it. Whether one of them will ask for the history.
    bool history_decided(WriteContext& context, const AccountRow& account) const;
    /// A person chose among several numbers; the caller has checked that it was offered.
    ConnectProgress choose(WriteContext& context, ConnectAttemptRow attempt, const PhoneNumberId& number,
                           const std::string& who) const;
    /// An admin goes on without every field, or without a delivery.
    ConnectProgress go_on(WriteContext& context, ConnectAttemptRow attempt, const std::string& who) const;
    /// It ends here, for this reason.
    ConnectProgress end(WriteContext& context, ConnectAttemptRow attempt, const Problem& problem,
                        const std::string& who) const;

    /// Asks what the stage asks. On a worker.
    [[nodiscard]] Answer ask(const ErrandRow& errand) const;
    /// Takes in what the platform said.
    ConnectProgress answered(WriteContext& context, const ErrandRow& errand, const Answer& answer) const;

    /// The running attempts of the same number that this one has left behind, to be ended by the caller.
    static std::vector<ConnectAttemptRow> left_behind(Session& session, const ConnectAttemptRow& attempt);

    /// A delivery was routed to this account: evidence that webhooks arrive, and of what was asked for.
    /// `received_at`: Unix ms; what came before the attempt proves nothing.
    void routed(WriteContext& context, const AccountRow& account, const Fact& fact, std::int64_t received_at) const;
    /// A part of a delivery named no account of ours: it may be the platform's word that somebody has finished a
    /// dialog. `road`: over which it came.
    void parked(WriteContext& context, const std::string& road, const Fact& fact, std::int64_t received_at) const;
    /// Reads which accounts are being connected; once before the first routed(), and whenever an attempt began.
    void watch(Session& session) const;

  private:
    ConnectProgress moved(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow* errand, Move move,
                          const std::string& who) const;
    void note(WriteContext& context, const ConnectAttemptRow& attempt, const Move& move, Stage at,
              const std::string& who) const;
    void count_end(WriteContext& context, const ConnectAttemptRow& attempt, const Move& move, Stage at) const;
    void wake(WriteContext& context, const ConnectAttemptRow& attempt, std::int64_t not_before) const;
    bool arrived(Session& session, ConnectAttemptRow& attempt, SyncKind kind) const;
    ErrandRow errand_for(const ConnectAttemptRow& attempt, const Move& move, const ErrandRow* former) const;

    const ConnectNeeds needs_;
    const ConnectSteps steps_;
    mutable std::map<std::int64_t, std::string> watched_;  ///< attempts by the account's row; the writer thread's
};

/// The operation's result: {"stage","expires_at","deadline"?,"steps":[...],"candidates"?,"contacts"?,"history"?}.
boost::json::object connect_result(Session& session, const ConnectAttemptRow& attempt);

}  // namespace coexist
