#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>

#include "runtime/histogram.hpp"

namespace coexist {

/// Microseconds of a clock that only goes forward.
inline std::int64_t steady_us() {
    using namespace std::chrono;
    return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

/// Work that one thread does again and again and that may hang: how long each took, and since when the present one
/// runs. Readers never wait.
class UnderWay {
  public:
    /// Marks the work from here to the end of the scope.
    class Scope {
      public:
        explicit Scope(UnderWay& work, std::int64_t began_us = steady_us()) : work_(work), begin_(began_us) {
            work_.since_ = begin_;
        }
        ~Scope() {
            work_.since_ = 0;
            work_.took_.observe_us(steady_us() - begin_);
        }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

      private:
        UnderWay& work_;
        const std::int64_t begin_;
    };

    /// How long the present one has been running, in milliseconds; 0: none is.
    [[nodiscard]] std::int64_t running_ms() const {
        const std::int64_t since = since_.load();
        return since == 0 ? 0 : (steady_us() - since) / 1000;
    }
    [[nodiscard]] const Histogram& took() const { return took_; }

  private:
    std::atomic<std::int64_t> since_{0};
    Histogram took_;
};

}  // namespace coexist
