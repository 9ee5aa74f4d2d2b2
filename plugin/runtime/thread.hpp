#pragma once
#include <functional>
#include <thread>

namespace coexist {

/// Starts a thread that blocks every signal, so that the host's handlers never run on it. `name` shows in
/// debuggers, at most 15 characters.
std::thread start_thread(const char* name, std::function<void()> body);

/// Where processors are short, lets the other threads go before the calling one, for good: about three turns for one of
/// its own. For work that stands in a durable queue while somebody waits for an answer from the others.
void give_way();

}  // namespace coexist
