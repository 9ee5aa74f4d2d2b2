#pragma once
#include <sqlite3.h>

namespace rooms {

/// SQLite's own files while this lives, with what is done to them counted. One at a time.
class WatchedFiles {
  public:
    WatchedFiles();
    ~WatchedFiles();
    WatchedFiles(const WatchedFiles&) = delete;
    WatchedFiles& operator=(const WatchedFiles&) = delete;

    /// Databases that were opened so far.
    [[nodiscard]] static int opened();
    /// Syncs of WALs so far.
    [[nodiscard]] static int wal_syncs();

  private:
    sqlite3_vfs vfs_;
};

}  // namespace rooms
