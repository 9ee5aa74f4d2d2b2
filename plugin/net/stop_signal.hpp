#pragma once
#include <atomic>

namespace coexist::net {

/// Wakes every thread that waits for a socket. Raised once, for ever. Thread-safe.
class StopSignal {
  public:
    StopSignal();
    ~StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;

    void raise();
    [[nodiscard]] bool raised() const { return raised_.load(std::memory_order_acquire); }
    /// Readable once raised; -1 if the system gave none, then waiting is cut into slices.
    [[nodiscard]] int fd() const { return fd_; }

  private:
    std::atomic<bool> raised_{false};
    int fd_;
};

}  // namespace coexist::net
