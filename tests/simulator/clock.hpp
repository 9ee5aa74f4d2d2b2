#pragma once
#include <chrono>
#include <cstdint>

namespace sim {

/// The simulator's time, Unix milliseconds. It runs at the speed of the machine and never jumps with it;
/// only `set` moves it, so that a test can close a 24 h window without waiting.
class Clock {
  public:
    [[nodiscard]] std::int64_t now_ms() const { return origin_ms_ + steady_ms() + offset_ms_; }
    [[nodiscard]] std::int64_t now_s() const { return now_ms() / 1000; }
    [[nodiscard]] std::int64_t offset_ms() const { return offset_ms_; }
    void set_offset_ms(std::int64_t offset) { offset_ms_ = offset; }
    void set_now_ms(std::int64_t now) { offset_ms_ += now - now_ms(); }

  private:
    static std::int64_t steady_ms() {
        using namespace std::chrono;
        return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
    }
    static std::int64_t system_ms() {
        using namespace std::chrono;
        return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    }
    std::int64_t origin_ms_ = system_ms() - steady_ms();
    std::int64_t offset_ms_ = 0;
};

}  // namespace sim
