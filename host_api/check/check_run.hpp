#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "check/check.hpp"

namespace crm::check {

/// Makes one check in a process of its own, so that what crashes or hangs is that check's failure and no more.
Outcome run_apart(const Check& check, const Subject& subject, std::chrono::seconds limit);

/// Makes checks, so many at a time, and tells each outcome in the order of the list.
void run_all(const std::vector<Check>& wanted, const Subject& subject, std::chrono::seconds limit, unsigned at_a_time,
             const std::function<void(const Check&, const Outcome&)>& tell);

/// The child's side: makes the check with that id on the subject that run_apart put into words, and prints its outcome;
/// answers the exit code.
int run_here(const std::string& id, const std::string& words);

}  // namespace crm::check
