#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

#include "channel/platform_call.hpp"
#include "channels/cloud/error_table.hpp"

namespace coexist::cloud {

/// How long to wait before the next attempt after `attempts` (from 1) were made; nothing: give up. Exponential with
/// jitter, at most five attempts and ten minutes in all: what staff have just typed is late after that. `random` is in
/// [0, 1) and spreads the wait up to half as long again, never shorter.
std::optional<std::chrono::milliseconds> next_attempt_delay(Retry retry, int attempts, double random);

/// The same for the outcome of a call. An outcome that is not known gives nothing: only evidence or a person may
/// repeat it. What was certainly not sent is tried again like a stumble of the platform.
std::optional<std::chrono::milliseconds> next_attempt_delay(const CallOutcome& outcome, int attempts, double random);

}  // namespace coexist::cloud
