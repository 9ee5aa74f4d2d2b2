#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "ingest/journal_pump.hpp"
#include "store/journal_segment.hpp"

namespace coexist {

/// What waits in one lane of the journal.
struct LaneLag {
    std::int64_t rows = 0;
    std::int64_t bytes = 0;      ///< of the bodies
    std::int64_t oldest_at = 0;  ///< when the oldest of them was received, Unix ms; 0: none waits
};

/// Counts what waits in each lane, over the segments of all processes. Each row is looked at once, without its body,
/// in portions, so that a long backlog costs each measurement little. Used by one thread.
class JournalTally {
  public:
    explicit JournalTally(std::string directory) : directory_(std::move(directory)) {}

    /// `places`: the unfinished segments. While a long backlog is still being counted, and of a segment that cannot be
    /// read, the answer is a lower bound.
    std::array<LaneLag, lane_count> measure(const std::vector<SegmentPlace>& places);

  private:
    struct Portion {
        std::int64_t first = 0;  ///< rows behind this one
        std::int64_t last = 0;
        std::array<LaneLag, lane_count> lanes{};
    };
    struct Segment {
        std::unique_ptr<SegmentReader> reader;
        std::int64_t counted = 0;
        std::deque<Portion> portions;
    };
    void count_new(Segment& segment, const SegmentPlace& place, std::int64_t& budget);
    static void forget_applied(Segment& segment, const SegmentPlace& place);
    static void add(Segment& segment, const SegmentPlace& place, std::array<LaneLag, lane_count>& into);

    const std::string directory_;
    std::map<std::string, Segment> segments_;
};

}  // namespace coexist
