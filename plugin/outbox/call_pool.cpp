#include "outbox/call_pool.hpp"

#include <chrono>
#include <exception>

#include "runtime/thread.hpp"

namespace coexist {
namespace {

// A dedicated number's 80 a second at Meta's usual 200 ms an answer, and some for the others.
constexpr std::size_t most_threads = 32;

}  // namespace

CallPool::~CallPool() {
    stop(0);
    join();
}

void CallPool::start(std::function<void()> ended) {
    const std::lock_guard lock(guard_);
    ended_ = std::move(ended);
    running_ = true;
}

void CallPool::stop(std::uint32_t deadline_ms) {
    std::unique_lock lock(guard_);
    running_ = false;
    for (const Job& job : jobs_) busy_.erase(job.key);  // never begun: nobody waits for them
    jobs_.clear();
    offered_.notify_all();
    finished_.wait_for(lock, std::chrono::milliseconds(deadline_ms), [this] { return busy_.empty(); });
}

void CallPool::join() {
    std::vector<std::thread> ending;
    {
        const std::lock_guard lock(guard_);
        ending.swap(threads_);
    }
    for (std::thread& thread : ending) thread.join();
    const std::lock_guard lock(guard_);
    busy_.clear();
    idle_ = 0;
}

void CallPool::hand(Job job) {
    {
        const std::lock_guard lock(guard_);
        if (!running_) return;
        busy_.insert(job.key);
        jobs_.push_back(std::move(job));
        if (jobs_.size() > idle_ && threads_.size() < most_threads) {
            threads_.push_back(start_thread("wa-send", [this] { work(); }));
        }
    }
    offered_.notify_one();
}

std::set<std::string> CallPool::busy() const {
    const std::lock_guard lock(guard_);
    return busy_;
}

void CallPool::work() {
    for (;;) {
        Job job;
        {
            std::unique_lock lock(guard_);
            ++idle_;
            offered_.wait(lock, [this] { return !jobs_.empty() || !running_; });
            --idle_;
            if (jobs_.empty()) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        try {
            job.run();
        } catch (const std::exception& error) {
            log_.error("outbox", std::string("a call ended badly: ") + error.what());
        }
        {
            const std::lock_guard lock(guard_);
            busy_.erase(job.key);
        }
        finished_.notify_all();
        ended_();
    }
}

}  // namespace coexist
