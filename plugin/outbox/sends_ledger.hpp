#pragma once
#include <memory>
#include <optional>
#include <string>

#include "ingest/write_context.hpp"
#include "outbox/answers.hpp"
#include "outbox/lines.hpp"
#include "runtime/figures.hpp"
#include "store/operations.hpp"
#include "store/sends.hpp"

namespace coexist {

/// How sends change in the state, always within the writer's transaction. A send, its operation and its message move
/// together, so that host and staff see one truth.
class SendsLedger {
  public:
    explicit SendsLedger(const Channels& channels, std::shared_ptr<Figures> figures = std::make_shared<Figures>())
        : channels_(channels), figures_(std::move(figures)) {}

    /// A new send: the intent, its operation's state and the message that staff see at once.
    void enqueue(WriteContext& context, const AccountRow& account, const SendRow& send) const;
    /// Before the call: true if the send may leave now and is marked as leaving; else it was held, failed, or is not
    /// waiting any more.
    bool begin(WriteContext& context, const OperationId& operation) const;
    /// What had to be done before the call went wrong: nothing left. Tried again later, or failed.
    void not_begun(WriteContext& context, const OperationId& operation, const CallOutcome& outcome) const;
    /// After the call.
    void apply_answer(WriteContext& context, const Answer& answer) const;
    /// A delivery proved that the platform took it.
    void proven(WriteContext& context, const SendRow& send) const;
    /// The platform took a reaction and could not deliver it: it is taken back where it is shown.
    static void reaction_failed(WriteContext& context, const SendRow& send);
    /// After a crash: what had begun and has no answer is unknown now.
    void recover(WriteContext& context) const;
    /// After a restore from a backup of `copied_at` (Unix ms): what was not final then may have been sent since, so it
    /// is unknown now and never sent by itself.
    void restored(WriteContext& context, std::int64_t copied_at) const;
    /// The same for one that a command of the copied journal has just asked for; brings `operation` up to date.
    void restored(WriteContext& context, OperationRow& operation, std::int64_t copied_at) const;
    /// After the fold was built anew: puts the messages of all sends back into it.
    void seed(WriteContext& context) const;
    /// A campaign was stopped: what has not left does not leave.
    void withdraw(WriteContext& context, const OperationId& operation) const;
    /// Held sends of a resumed account go on, in order; those whose window closed meanwhile need a template: they fail
    /// with that reason. Answers how many did.
    std::int64_t release_held(WriteContext& context, const AccountRow& account) const;
    /// Those of a removed one fail.
    void fail_waiting(WriteContext& context, const AccountRow& account, const Problem& problem) const;

  private:
    void restored(WriteContext& context, SendRow send, std::int64_t copied_at) const;
    void accepted(WriteContext& context, const AccountRow& account, SendRow send) const;
    /// Puts an accepted reaction on the message that it is about.
    static void react(WriteContext& context, const AccountRow& account, const SendRow& send);
    static void put_reaction(WriteContext& context, const AccountRow& account, const SendRow& send);
    /// What the reaction tells of the message that it is about.
    static Message reaction_of(const SendRow& send);
    /// Shows that this one waits for an unknown one before it, and until when.
    void wait_behind(WriteContext& context, const AccountRow& account, SendRow send, std::int64_t until) const;
    void settle(WriteContext& context, const AccountRow& account, const SendRow& send) const;
    void refused(WriteContext& context, const AccountRow& account, SendRow send, const CallOutcome& outcome) const;
    const Channels& channels_;
    std::shared_ptr<Figures> figures_;
};

/// Stores an operation and puts it at the end of the feed.
void tell_operation(WriteContext& context, OperationRow& operation);

}  // namespace coexist
