#pragma once

#include <chrono>
#include <string>

#include "check/check.hpp"

namespace crm::check {

/// Makes one check in a process of its own, so that what crashes or hangs is that check's failure and no more.
Outcome run_apart(const Check& check, const Subject& subject, std::chrono::seconds limit);

/// The child's side: makes the check with that id and prints its outcome; answers the exit code.
int run_here(const std::string& id, const Subject& subject);

}  // namespace crm::check
