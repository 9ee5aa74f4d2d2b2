#pragma once
#include <cstdint>

#include "channel/platform_call.hpp"
#include "model/problem.hpp"
#include "outbox/answers.hpp"

namespace coexist {

/// How often an errand is made again, and when (milliseconds from now): a lost answer to a read loses nothing.
constexpr std::int64_t errand_attempts = 5;
std::int64_t errand_delay_ms(std::int64_t attempts);

/// Why an errand's call did not succeed, in words for people.
Problem errand_problem(const CallOutcome& outcome);

}  // namespace coexist
