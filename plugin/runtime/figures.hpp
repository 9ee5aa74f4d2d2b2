#pragma once
#include <array>
#include <atomic>
#include <compare>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "runtime/histogram.hpp"
#include "runtime/under_way.hpp"

namespace coexist {

using Count = std::atomic<std::uint64_t>;

/// What the two stores' writing threads are at.
struct StoreFigures {
    UnderWay flush;   ///< of the journal, in this process
    UnderWay commit;  ///< of the state, in the owner
    Count flushes_failed{0};
    Count commits_failed{0};
};

/// What became of messages.
struct MessageFigures {
    Histogram echo_lag{Histogram::lag};  ///< from the phone's message until it was received here
    Count window_asked{0};               ///< sends refused when they were asked for: the 24 hours were over
    Count window_leaving{0};             ///< the same just before the call
    Count window_platform{0};            ///< the same by the platform
};

/// What the numbers' pace does.
struct PaceFigures {
    Count waits{0};  ///< sends that had to wait for their number's pace
    Histogram waited;

    /// By account (its row): how much of its pace a number used in the last ten seconds, 0 to 1.
    std::map<std::int64_t, double> levels() const {
        const std::lock_guard lock(guard_);
        return levels_;
    }
    void levels(std::map<std::int64_t, double> now) {
        const std::lock_guard lock(guard_);
        levels_ = std::move(now);
    }

  private:
    mutable std::mutex guard_;
    std::map<std::int64_t, double> levels_;
};

/// How the platform's clock and ours differ, by the Date of its answers. Thread-safe.
class ClockSkew {
  public:
    /// Ours minus theirs, in milliseconds; of one answer.
    void observe(std::int64_t ours_minus_theirs_ms);
    struct Verdict {
        std::size_t answers = 0;     ///< that it stands on
        std::int64_t median_ms = 0;  ///< positive: our clock is ahead
    };
    [[nodiscard]] Verdict verdict() const;

  private:
    static constexpr std::size_t kept = 9;
    mutable std::mutex guard_;
    std::vector<std::int64_t> newest_;
    std::size_t next_ = 0;
};

/// What our calls to platforms came to.
struct CallFigures {
    /// By class: "1xx" to "5xx", or why there is no answer.
    static constexpr std::size_t classes = 20;
    std::array<Count, classes> ended{};
    Histogram took;
    ClockSkew skew;
};

/// Where connections of numbers ended. Thread-safe.
class ConnectFigures {
  public:
    /// All words are of our own fixed sets.
    struct End {
        std::string step;    ///< the stage it had reached
        std::string code;    ///< why it failed; empty: the number was connected
        std::string dialog;  ///< what the dialog's window told last; empty: nothing
        auto operator<=>(const End&) const = default;
    };
    void ended(const End& end) {
        const std::lock_guard lock(guard_);
        ++ends_[end];
    }
    std::map<End, std::uint64_t> ends() const {
        const std::lock_guard lock(guard_);
        return ends_;
    }

  private:
    mutable std::mutex guard_;
    std::map<End, std::uint64_t> ends_;
};

/// What the process counts from start to end, whatever is reloaded meanwhile. Readers never wait for a disk.
struct Figures {
    StoreFigures stores;
    MessageFigures messages;
    PaceFigures pace;
    CallFigures calls;
    ConnectFigures connects;
};

}  // namespace coexist
