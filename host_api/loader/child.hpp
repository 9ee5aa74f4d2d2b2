#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace crm {

/// How a child process ended, and what it said.
struct ChildEnd {
    bool started = false;
    bool timed_out = false;
    int exit_code = -1;  ///< -1 unless it exited by itself
    int signal = 0;      ///< 0 unless a signal ended it
    std::string out;
    std::string err;
};

/// Runs `command` (a path and its arguments) with an empty stdin until it ends; after `limit` it and what it started
/// in its process group are killed. Keeps at most 1 MiB of each stream.
ChildEnd run_child(const std::vector<std::string>& command, std::chrono::milliseconds limit);

/// "it was ended by SIGBUS (...)" and the like; empty when the child exited by itself in time.
std::string violent_end(const ChildEnd& end);

}  // namespace crm
