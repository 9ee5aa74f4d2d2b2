#pragma once
#include <functional>
#include <thread>

namespace coexist {

/// Starts a thread that blocks every signal, so that the host's handlers never run on it. `name` shows in
/// debuggers, at most 15 characters.
std::thread start_thread(const char* name, std::function<void()> body);

}  // namespace coexist
