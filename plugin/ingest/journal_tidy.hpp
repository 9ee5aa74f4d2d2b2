#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace coexist {

/// Gives back the space that finished segments do not need: a segment is written as a WAL, in which each commit fills
/// whole pages. In the owner, on a thread of its own, and only while few rows come: the disk is the deliveries'.
class JournalTidy {
  public:
    /// `applied`: rows that were applied so far; asked from this thread.
    JournalTidy(std::string directory, std::function<std::uint64_t()> applied);
    ~JournalTidy();
    JournalTidy(const JournalTidy&) = delete;
    JournalTidy& operator=(const JournalTidy&) = delete;

    /// `finished`: segments that nobody adds to, of which those are tidied that are not yet.
    void start(std::set<std::string> finished);
    /// Ends after the segment that is in hand.
    void stop();
    void add(const std::vector<std::string>& finished);

  private:
    void work(const std::set<std::string>& finished);
    /// False: it is time to end.
    bool wait_for_work();
    void tidy_some();
    const std::string directory_;
    const std::function<std::uint64_t()> applied_;
    std::mutex guard_;
    std::condition_variable changed_;
    std::deque<std::string> waiting_;
    bool running_ = false;
    std::thread thread_;
};

}  // namespace coexist
