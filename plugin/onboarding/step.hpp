#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "channel/signup.hpp"
#include "config/settings.hpp"
#include "ingest/delivery_applier.hpp"
#include "ingest/write_context.hpp"
#include "model/problem.hpp"
#include "onboarding/stage.hpp"
#include "outbox/answers.hpp"
#include "outbox/lines.hpp"
#include "runtime/figures.hpp"
#include "secrets/token_cipher.hpp"
#include "store/connect_attempts.hpp"
#include "store/errands.hpp"

namespace coexist {

/// What the steps stand on. References outlive them; `deliveries` is null in clients, which never apply.
struct ConnectNeeds {
    const Settings& settings;
    const Channels& channels;
    SignupDesk& desk;
    const TokenCipher& cipher;
    DeliveryApplier* deliveries;
    Figures* figures = nullptr;  ///< counts where attempts end; null: nobody counts
};

/// What the taking in of an answer leads to.
struct Move {
    Stage to = Stage::failed;
    std::int64_t not_before = 0;    ///< Unix ms; when `to` asks
    std::optional<Problem> failed;  ///< why it is over, where it is
    std::string state = "done";     ///< of the line that people read: "done", "waiting", "retry", "warned", "failed"
    std::string code;               ///< of that line; empty: none
    std::string detail;
    std::string trace_id;
    std::string platform = {};  ///< its own error number, where one was told
};

/// One stage's work. ask() runs on a worker and may wait for the network; take() in the writer's transaction, and
/// decides from the answer alone, so that a replayed answer decides the same.
class ConnectStep {
  public:
    explicit ConnectStep(const ConnectNeeds& needs) : needs_(needs) {}
    virtual ~ConnectStep() = default;

    /// Asks the platform; nothing to ask for stages that only wait. `input`: see input_of().
    virtual void ask(const boost::json::object& input, Answer& answer) const;
    /// Decides what comes next and writes what it learnt into the attempt.
    virtual Move take(WriteContext& context, ConnectAttemptRow& attempt, const ErrandRow& errand,
                      const Answer& answer) const = 0;

  protected:
    const ConnectNeeds& needs_;
};

/// What an errand of this attempt carries: {"attempt","road","token_sealed","waba_id","phone_number_id","delivered",
/// ...value}.
boost::json::object input_of(const ConnectAttemptRow& attempt);
/// What the number is connected as: coex, or meta (a dedicated number).
Provider provider_of(const ConnectAttemptRow& attempt);
/// The line of a call on the attempt's number; the cipher's problem if the token cannot be opened.
Result<Line> line_of(const boost::json::object& input, const TokenCipher& cipher);
/// The attempt's own JSON, an empty object at first.
boost::json::object value_of(const ConnectAttemptRow& attempt);
void set_value(ConnectAttemptRow& attempt, const boost::json::object& value);
/// A member of an object as text; empty if it is not there.
std::string text_in(const boost::json::object& from, const char* name);

/// Whether the platform may be asked again after this answer: it stumbled, or could not be reached.
bool may_ask_again(const CallOutcome& outcome);
/// The same stage once more after a while, or the end where the connection's time is over.
Move again_later(const WriteContext& context, const ConnectAttemptRow& attempt, const ErrandRow& errand, Stage stage,
                 const CallOutcome& outcome);
/// The end, because the platform refused for good.
Move refused_for_good(const CallOutcome& outcome);
Move failed_with(Problem problem);

/// When the platform's 24 hours after the connection are over (Unix ms): contacts and history can be asked for until
/// then (Meta, "Onboarding WhatsApp Business app users").
std::int64_t deadline_of(const ConnectAttemptRow& attempt);

}  // namespace coexist
