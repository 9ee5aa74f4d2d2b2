#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "store/journal_segment.hpp"
#include "store/progress.hpp"

namespace SQLite {
class Exception;
}

namespace coexist {

/// The reading side of the journal: rows of all segments, of this process and of others, that were not applied yet.
/// Commands and answers first, then live deliveries, then history. Used by the writer thread alone.
class JournalPump {
  public:
    JournalPump(std::string directory, std::map<LanePosition, std::int64_t> progress);

    /// Looks for segments that came or grew since the last call. A segment that cannot be read is passed over until it
    /// can be; it holds up no other.
    void look();
    /// Seals the segments of processes that are gone, so that they can be finished and closed.
    void seal_abandoned(std::int64_t now_ms);
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
    /// Segments whose rows are all applied and which nobody adds to any more.
    std::vector<std::string> finished() const;

  private:
    struct Segment {
        std::unique_ptr<SegmentReader> reader;
        std::int64_t newest = 0;
        std::int64_t applied[lane_count] = {0, 0, 0};
        bool sealed = false;
        bool closed = false;  ///< sealed and all applied: its file is not open any more
    };
    void open_new();
    void look_at(Segment& segment);
    void note(const std::string& name, const SQLite::Exception& error);
    std::string directory_;
    std::map<LanePosition, std::int64_t> progress_;
    std::map<std::string, Segment> segments_;
    std::string trouble_;
};

}  // namespace coexist
