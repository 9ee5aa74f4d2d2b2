#pragma once

#include <atomic>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "check/any_calls.hpp"

namespace crm::check {

/// Sixteen threads that make every [any] call in an order drawn by lot, until they are told to end.
class Load {
  public:
    Load(const Running& on, const Subject& subject);
    ~Load() { join(); }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    void join();
    std::size_t made() const { return made_; }
    /// Words about the first answer that no [any] call may give a running instance, or one that stops.
    std::string wrong() const;

  private:
    void work(std::uint32_t seed);

    const Running& on_;
    std::vector<AnyCall> calls_;
    std::atomic<bool> ending_{false};
    std::atomic<std::size_t> made_{0};
    mutable std::mutex mutex_;
    std::string wrong_;
    std::vector<std::thread> threads_;
};

}  // namespace crm::check
