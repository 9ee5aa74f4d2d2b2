#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "bare_sqlite.hpp"
#include "bare_webhook.hpp"

namespace bench {

/// One webhook on its way into the bare journal.
struct BareRow {
    std::string body;
    Fields fields;
    std::uint32_t caller = 0;
    void* answer_to = nullptr;
};

/// The least that is durable: a thread that appends what waits to a SQLite file (WAL, FULL) in one commit, and then
/// says so. The same kind of journal as the plugin's, with nothing round it.
class BareJournal {
  public:
    using Told = std::function<void(std::vector<BareRow>& group)>;

    /// Calls `durable` on its thread after each commit; it may take the rows.
    BareJournal(std::string directory, Told durable);
    ~BareJournal();
    BareJournal(const BareJournal&) = delete;
    BareJournal& operator=(const BareJournal&) = delete;

    void append(BareRow row);

  private:
    void work();
    void store(const std::vector<BareRow>& group);
    void open_segment();

    const std::string directory_;
    const Told durable_;
    int segments_ = 0;
    std::int64_t bytes_ = 0;
    std::unique_ptr<BareDatabase> segment_;
    sqlite3_stmt* insert_ = nullptr;

    std::mutex guard_;
    std::condition_variable came_;
    std::vector<BareRow> queue_;
    bool running_ = true;
    std::thread thread_;
};

}  // namespace bench
