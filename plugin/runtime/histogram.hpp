#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace coexist {

/// Counts times by bounds; any thread may observe while another reads. A reader's sum and counts may be apart by what
/// is being observed at that moment.
class Histogram {
  public:
    using Bounds = std::array<double, 14>;  ///< seconds, each included; what is longer is in one bucket more
    static constexpr Bounds work = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                    0.025,  0.05,    0.1,    0.5,   1,      10,    60};
    static constexpr Bounds lag = {1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 21600, 86400};

    explicit Histogram(const Bounds& bounds = work) : bounds_(bounds) {}

    void observe_us(std::int64_t microseconds) {
        if (microseconds < 0) microseconds = 0;
        const double seconds = static_cast<double>(microseconds) / 1e6;
        std::size_t bucket = 0;
        while (bucket < bounds_.size() && seconds > bounds_[bucket]) ++bucket;
        ++counts_[bucket];
        sum_us_ += static_cast<std::uint64_t>(microseconds);
    }
    [[nodiscard]] const Bounds& bounds() const { return bounds_; }
    /// How many were above the bound before this bucket's and at most this one's; `bucket`: up to bounds().size().
    [[nodiscard]] std::uint64_t count(std::size_t bucket) const { return counts_[bucket].load(); }
    [[nodiscard]] double sum_seconds() const { return static_cast<double>(sum_us_.load()) / 1e6; }

  private:
    const Bounds& bounds_;
    std::array<std::atomic<std::uint64_t>, 15> counts_{};
    std::atomic<std::uint64_t> sum_us_{0};
};

}  // namespace coexist
