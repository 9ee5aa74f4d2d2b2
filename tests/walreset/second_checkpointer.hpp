#pragma once
#include <functional>
#include <string>

struct sqlite3;

namespace walreset {

/// Breaks the rule: a connection beside the writer that checkpoints, at the worst moment.
///
/// Debian 12's SQLite 3.40.1 reads the WAL's header and only then looks how much was written back. A commit between
/// the two may begin the WAL anew; what the checkpoint then notes as written back was not. Left to chance that takes a
/// million commits; here `meanwhile` runs in between (SQLite lets go of mapped pages at that point: xUnfetch of this
/// connection's VFS). Only the timing is chosen, everything done is what any connection may do. Not thread-safe.
class SecondCheckpointer {
  public:
    /// Throws std::runtime_error.
    SecondCheckpointer(const std::string& path, std::function<void()> meanwhile);
    ~SecondCheckpointer();
    SecondCheckpointer(const SecondCheckpointer&) = delete;
    SecondCheckpointer& operator=(const SecondCheckpointer&) = delete;

    void checkpoint();

  private:
    sqlite3* connection_ = nullptr;
};

}  // namespace walreset
