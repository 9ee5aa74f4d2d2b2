#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "store/journal_segment.hpp"
#include "store/progress.hpp"

namespace SQLite {
class Exception;
}

namespace coexist {

/// How far one segment was applied; what lies between `applied` of a lane and `newest` may be of other lanes.
struct SegmentPlace {
    std::string name;
    std::int64_t newest = 0;
    std::array<std::int64_t, lane_count> applied{};
};

/// The reading side of the journal: rows of all segments, of this process and of others, that were not applied yet.
/// Commands and answers first, then live deliveries, then history. Used by the writer thread alone.
class JournalPump {
  public:
    /// `finished`: segments that need no look any more, as finished_segments() tells.
    JournalPump(std::string directory, std::map<LanePosition, std::int64_t> progress,
                std::set<std::string> finished = {});

    /// Looks for segments that came or grew since the last call. A segment that cannot be read is passed over until it
    /// can be; it holds up no other. What is finished costs nothing here, however much of it lies in the directory. Of
    /// a damaged one all rows are read that can be.
    void look();
    /// Seals the segments of processes that are gone, so that they can be finished and closed.
    void seal_abandoned(std::int64_t now_ms);
    /// Segments that were finished since the last call: to be stored, so that no later start opens them.
    std::vector<std::string> newly_finished();
    /// Rows of one lane, at most `limit`, oldest segment first; empty if there are none.
    std::vector<StoredRow> read(Lane lane, int limit);
    /// Why a segment could not be read since the last look(); empty when all could.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }
    /// Remembers that all rows of this lane up to this one are applied. Call after the commit.
    void applied(const JournalPosition& position, Lane lane);
    /// One row, wherever it lies; false if its segment is gone.
    bool read_one(const JournalPosition& position, StoredRow& out);
    /// Rows that are in the journal and not applied; a lower bound while others append.
    [[nodiscard]] std::int64_t lag() const;
    /// The segments that are not finished.
    [[nodiscard]] std::vector<SegmentPlace> unfinished() const;
    /// Segments whose rows are all applied and which nobody adds to any more.
    [[nodiscard]] const std::set<std::string>& finished() const { return finished_; }

  private:
    struct Segment {
        std::unique_ptr<SegmentReader> reader;  ///< empty where it is sealed and many others are open
        std::int64_t newest = 0;
        std::int64_t applied[lane_count] = {0, 0, 0};
        std::int64_t unreadable = 0;  ///< rows that damage took
        bool sealed = false;          ///< it grows no more
    };
    void add_new();
    /// Takes in one more segment; `sealed_at`: seals it first where nobody did.
    void add(const std::string& name, std::optional<std::int64_t> sealed_at);
    bool seal(const std::string& name, std::int64_t now_ms);
    bool directory_changed();
    SegmentReader& reader_of(const std::string& name, Segment& segment);
    void look_at(const std::string& name, Segment& segment);
    void spare(Segment& segment);
    /// Whether rows of this segment had been applied when the state was opened.
    [[nodiscard]] bool was_applied(const std::string& name) const;
    std::vector<StoredRow> read_round_damage(const std::string& name, Segment& segment, Lane lane, int limit);
    void note(const std::string& name, const SQLite::Exception& error);
    std::string directory_;
    std::map<LanePosition, std::int64_t> progress_;
    std::map<std::string, Segment> segments_;  ///< those that are not finished
    std::set<std::string> finished_;
    std::vector<std::string> newly_finished_;
    std::int64_t seen_at_ns_ = 0;  ///< the directory's time of change when it was read last; 0 = read it again
    int open_sealed_ = 0;
    std::map<std::string, std::string> damage_;  ///< by segment, in words; it does not go away
    std::string trouble_;
};

}  // namespace coexist
