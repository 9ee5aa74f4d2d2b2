#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace coexist {

/// Work that nobody waits for, done turn by turn on a thread of its own that lets all others go first.
class Chore {
  public:
    /// One turn. Answers how long to rest until the next; a wake ends the rest earlier. Must not throw.
    using Turn = std::function<std::chrono::milliseconds()>;

    /// `name` shows in debuggers, at most 15 characters.
    explicit Chore(const char* name) : name_(name) {}
    ~Chore() { stop(); }
    Chore(const Chore&) = delete;
    Chore& operator=(const Chore&) = delete;

    void start(std::chrono::milliseconds rest_first, Turn turn);
    /// Waits for the turn under way, which is expected to look at ended().
    void stop();
    void wake();

    /// Set once the chore is to end. Whoever holds it may outlive the chore.
    [[nodiscard]] const std::shared_ptr<const std::atomic<bool>>& ended() const { return ended_seen_; }

  private:
    void work(std::chrono::milliseconds rest, const Turn& turn);

    const char* const name_;
    std::mutex guard_;
    std::condition_variable wanted_;
    bool woken_ = false;
    const std::shared_ptr<std::atomic<bool>> ended_ = std::make_shared<std::atomic<bool>>(false);
    const std::shared_ptr<const std::atomic<bool>> ended_seen_ = ended_;
    std::thread thread_;
};

}  // namespace coexist
