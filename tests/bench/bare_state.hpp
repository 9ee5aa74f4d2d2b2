#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "bare_journal.hpp"
#include "bare_sqlite.hpp"

namespace bench {

/// The rows that a text message leaves in a CRM's state (message, person, conversation, feed), in tables like the
/// plugin's, written by one thread in transactions of what waits. No merging, no routing, no rules: the least work.
class BareState {
  public:
    explicit BareState(const std::string& directory);
    ~BareState();
    BareState(const BareState&) = delete;
    BareState& operator=(const BareState&) = delete;

    /// Takes the rows out of `group`.
    void take(std::vector<BareRow>& group);
    [[nodiscard]] std::uint64_t applied() const { return applied_.load(); }

  private:
    void work();
    void apply(const BareRow& row);
    void person(const BareRow& row, std::int64_t hash);
    void conversation(const BareRow& row, std::int64_t hash);
    std::int64_t tell(int kind, std::int64_t key, std::int64_t former);

    BareDatabase database_;
    sqlite3_stmt* insert_message_;
    sqlite3_stmt* upsert_identity_;
    sqlite3_stmt* insert_contact_;
    sqlite3_stmt* select_conversation_;
    sqlite3_stmt* upsert_conversation_;
    sqlite3_stmt* delete_feed_;
    sqlite3_stmt* insert_feed_;
    sqlite3_stmt* progress_;
    std::int64_t next_ = 1;
    std::int64_t rows_ = 0;
    std::string value_;
    std::atomic<std::uint64_t> applied_{0};

    std::mutex guard_;
    std::condition_variable came_;
    std::vector<BareRow> queue_;
    bool running_ = true;
    std::thread thread_;
};

}  // namespace bench
