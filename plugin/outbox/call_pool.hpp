#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "runtime/log.hpp"

namespace coexist {

/// The threads on which calls to the platform wait for their answers: a few, and more while more calls are under way.
/// Thread-safe.
class CallPool {
  public:
    struct Job {
        std::string key;  ///< busy until it ended
        std::function<void()> run;
    };

    explicit CallPool(Log log) : log_(std::move(log)) {}
    ~CallPool();
    CallPool(const CallPool&) = delete;
    CallPool& operator=(const CallPool&) = delete;

    /// `ended`: called after each job, on its thread.
    void start(std::function<void()> ended);
    /// Takes nothing new, forgets what was not begun, and waits for running jobs until the deadline. Then join().
    void stop(std::uint32_t deadline_ms);
    /// Waits for the threads, which end with their jobs.
    void join();
    void hand(Job job);
    [[nodiscard]] std::set<std::string> busy() const;

  private:
    void work();
    const Log log_;
    std::function<void()> ended_;
    mutable std::mutex guard_;
    std::condition_variable offered_;
    std::condition_variable finished_;
    std::deque<Job> jobs_;
    std::set<std::string> busy_;
    std::vector<std::thread> threads_;
    std::size_t idle_ = 0;
    bool running_ = false;
};

}  // namespace coexist
