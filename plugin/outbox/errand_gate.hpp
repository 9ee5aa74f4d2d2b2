#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "outbox/answers.hpp"
#include "runtime/clock.hpp"
#include "runtime/usage_book.hpp"
#include "store/errands.hpp"
#include "store/session.hpp"

namespace coexist {

/// The code of a refusal of our own: the platform has said that it takes no more such calls for a while.
inline constexpr std::int64_t calls_used_up_code = -3;

/// For how long the platform takes no calls like this one, by an answer that ended so: in ms; 0: nobody said.
std::int64_t refused_for_ms(const Answer& answer);

/// Whether an errand's calls may leave now, by how full the platform says its limits on calls are (Meta, "Rate limits":
/// so many an hour for each app and WhatsApp Business Account). Messages do not pass here.
///
/// Regular checks keep away from a limit and wait when it is near. What a person asked for leaves until the platform
/// would refuse it; then the person is told until when, at once. Connecting and disconnecting always leave: the first
/// has 24 hours, the second must not be forgotten, and both try again by themselves when they are refused.
/// Thread-safe.
class ErrandGate {
  public:
    ErrandGate(std::shared_ptr<UsageBook> usage, Clock clock) : usage_(std::move(usage)), clock_(clock) {}

    /// The answer of `run`, or, where the errand must not leave now, a refusal of our own.
    Answer pass(Session& reader, const ErrandRow& errand, const std::function<Answer()>& run) const;

  private:
    [[nodiscard]] Answer refusal(const ErrandRow& errand, std::int64_t until, std::int64_t now) const;
    /// Says in an answer that was refused for a limit for how long, and to a person until when.
    void say_how_long(Session& reader, const ErrandRow& errand, Answer& answer) const;

    const std::shared_ptr<UsageBook> usage_;
    const Clock clock_;
};

}  // namespace coexist
