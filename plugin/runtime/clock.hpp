#pragma once
#include <chrono>
#include <cstdint>

namespace coexist {

/// The one clock. The host's where it gave one (tests move it), else the system's.
class Clock {
  public:
    using NowMs = std::int64_t (*)(void* ctx);

    Clock() = default;
    Clock(NowMs source, void* ctx) : now_ms_(source), ctx_(ctx) {}

    /// Unix time in milliseconds.
    [[nodiscard]] std::int64_t now_ms() const {
        if (now_ms_ != nullptr) return now_ms_(ctx_);
        using namespace std::chrono;
        return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    }
    /// Unix time in seconds.
    [[nodiscard]] std::int64_t now_s() const { return now_ms() / 1000; }

  private:
    NowMs now_ms_ = nullptr;
    void* ctx_ = nullptr;
};

}  // namespace coexist
