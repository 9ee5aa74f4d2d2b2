#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "channel/platform_call.hpp"
#include "model/ids.hpp"
#include "model/problem.hpp"

namespace coexist {

/// What the platform answered to a call of ours, as the journal keeps it: {"operation", "what", "outcome": {...}, ...}.
struct Answer {
    OperationId operation;
    std::string what;  ///< "send", or an errand's kind
    boost::json::object said;
};

std::string text_of(const Answer& answer);
/// Throws std::exception on a text that text_of did not write: such a row is set aside.
Answer answer_from(std::string_view text);

boost::json::object object_of(const CallOutcome& outcome);
CallOutcome outcome_of(const boost::json::object& said);
/// A number's description on its way through the journal.
boost::json::object object_of(const NumberNode& number);
NumberNode number_of(const boost::json::object& said);
/// When the call was made, Unix ms: the answer's own word, else (an older version's) `fallback`.
std::int64_t asked_at(const Answer& answer, std::int64_t fallback);

/// The platform's error in the form that people and hosts get: code, sentence, next step, trace.
Problem problem_of(const PlatformError& error);
/// The same as JSON with the platform's own code, details and trace id for support.
boost::json::object problem_object(const CallOutcome& outcome);

}  // namespace coexist
