#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace crm::http {

/// Threads for calls that may wait for a disk. Bounded: who comes when the queue is full is told so at once.
class WorkerPool {
  public:
    WorkerPool(std::size_t threads, std::size_t most_waiting);
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// False when the queue is full or the pool is stopping; the job is then not run.
    bool submit(std::function<void()> job);
    /// Runs what waits, then ends the threads.
    void stop();

  private:
    void work();

    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<std::function<void()>> jobs_;
    const std::size_t most_waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace crm::http
