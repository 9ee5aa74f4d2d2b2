#include "runtime/chore.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include "runtime/thread.hpp"

namespace coexist {
namespace {

constexpr int niceness = 10;

}  // namespace

void Chore::start(std::chrono::milliseconds rest_first, Turn turn) {
    if (thread_.joinable()) return;
    thread_ = start_thread(name_, [this, rest_first, turn = std::move(turn)] { work(rest_first, turn); });
}

void Chore::stop() {
    {
        const std::lock_guard lock(guard_);
        *ended_ = true;
    }
    wanted_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Chore::wake() {
    {
        const std::lock_guard lock(guard_);
        woken_ = true;
    }
    wanted_.notify_all();
}

void Chore::work(std::chrono::milliseconds rest, const Turn& turn) {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);  // of this thread alone
    for (;;) {
        {
            std::unique_lock lock(guard_);
            wanted_.wait_for(lock, rest, [this] { return woken_ || *ended_; });
            if (*ended_) return;
            woken_ = false;
        }
        rest = turn();
    }
}

}  // namespace coexist
