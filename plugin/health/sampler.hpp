#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "health/state_sample.hpp"
#include "runtime/under_way.hpp"

namespace coexist {

/// Looks at the state every second on a thread of its own, so that whoever asks never waits for a disk. Thread-safe.
class Sampler {
  public:
    /// Makes the next sample out of the former one. It may take as long as a disk does.
    using Look = std::function<StateSample(const StateSample& former)>;

    explicit Sampler(Look look) : look_(std::move(look)) {}
    ~Sampler();
    Sampler(const Sampler&) = delete;
    Sampler& operator=(const Sampler&) = delete;

    void start();
    /// Waits for a look that runs.
    void stop();

    /// What was found last; null before the first look has ended. Never waits.
    [[nodiscard]] std::shared_ptr<const StateSample> latest() const;
    /// What a look that begins now finds; the last one if it takes longer than `patience`.
    std::shared_ptr<const StateSample> fresh(std::chrono::milliseconds patience);
    /// How long the present look has been running, in ms; 0: none is.
    [[nodiscard]] std::int64_t looking_ms() const { return looking_.running_ms(); }

  private:
    void work();
    const Look look_;
    UnderWay looking_;
    mutable std::mutex guard_;
    std::condition_variable changed_;
    std::shared_ptr<const StateSample> latest_;
    std::uint64_t asked_ = 0;  ///< looks asked for
    std::uint64_t begun_ = 0;  ///< of them, those which the last ended look covers
    bool running_ = false;
    std::thread thread_;
};

}  // namespace coexist
