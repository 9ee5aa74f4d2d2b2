#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "store/journal_row.hpp"
#include "store/session.hpp"

namespace coexist {

/// The writing end of one journal file. Each process has a live segment of its own: a shared file starves the
/// smaller writer. A segment is never checkpointed while it is live. Not thread-safe.
class SegmentWriter {
  public:
    /// Creates a new segment in `directory`, its name made of time, process and chance, and makes the directory
    /// entry durable. Throws SQLite::Exception or std::system_error, and then leaves no file behind.
    SegmentWriter(const std::string& directory, std::int64_t now_ms);

    /// Appends all rows in one durable transaction. False: the segment is sealed (by the owner, or by
    /// rotation) and took nothing; open a new one. Throws SQLite::Exception when it cannot be stored.
    bool append(const std::vector<const JournalRow*>& rows);
    /// Ends the segment from inside: whoever still has it open sees that in its next transaction.
    void seal(std::int64_t now_ms);
    [[nodiscard]] std::int64_t bytes() const { return session_->wal_bytes(); }
    [[nodiscard]] const std::string& name() const { return name_; }

  private:
    std::string name_;
    std::unique_ptr<Session> session_;
};

/// The reading end of one journal file, of this process or another.
class SegmentReader {
  public:
    SegmentReader(const std::string& directory, std::string name);

    /// Up to `limit` rows of `lane` after `after`, in order; of a damaged file those in front of the damage. Throws
    /// SQLite::Exception when there are none of these.
    std::vector<StoredRow> read(Lane lane, std::int64_t after, int limit);
    /// The same up to the row `newest`, one at a time, so that damage costs only the rows that it hit; those are
    /// counted in `unreadable`, of whatever lane.
    std::vector<StoredRow> read_singly(Lane lane, std::int64_t after, std::int64_t newest, int limit,
                                       std::int64_t& unreadable);
    /// Up to `limit` rows after `after`, of all lanes. Throws SQLite::Exception.
    std::vector<StoredRow> read_any(std::int64_t after, int limit);
    /// When it was sealed, Unix ms; 0: it is not.
    std::int64_t sealed_at();
    /// One row; false if there is none.
    bool read_one(std::int64_t row, StoredRow& out);
    /// The newest row's number, 0 if empty.
    std::int64_t newest();
    /// Whether nothing will be added any more.
    bool sealed();
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] Session& session() { return *session_; }

  private:
    StoredRow row_of(const Statement& statement) const;
    std::string name_;
    std::unique_ptr<Session> session_;
};

/// Seals a segment whose process ended without doing so; nothing happens if it is sealed. A process that lives after
/// all opens a new one with its next row. Throws SQLite::Exception.
void seal_abandoned(const std::string& directory, const std::string& name, std::int64_t now_ms);
/// Moves what a finished segment's WAL holds into the segment's own pages: a page of the WAL may hold as little as one
/// row. One whose seal cannot be seen is left as it is. False: somebody reads it just now; later, then. Throws
/// SQLite::Exception.
bool tidy_segment(const std::string& directory, const std::string& name);
/// A row whose body was taken out or changed.
struct RowChange {
    std::int64_t row = 0;
    RowKind kind = RowKind::emptied;
    std::string body;
};
/// Rewrites rows of a finished segment, so that their former bytes are in its files no more. The owner alone calls it;
/// it and tidy_segment() take turns. False: somebody reads the segment just now, or it has no seal: again later, also
/// where the rows are changed already. Throws SQLite::Exception.
bool rewrite_segment(const std::string& directory, const std::string& name, const std::vector<RowChange>& changes);
/// Whether tidying it would change anything.
bool is_untidy(const std::string& directory, const std::string& name);
/// Whether the process that made the segment is gone, as far as this machine can tell by its number.
bool creator_is_gone(const std::string& name);

/// File names of all segments in `directory`, oldest first.
std::vector<std::string> segments_in(const std::string& directory);

}  // namespace coexist
