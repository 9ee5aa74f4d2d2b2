#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "host/records/feed_fold.hpp"
#include "host/running/running_plugin.hpp"

namespace crm {

/// The thread that brings one plugin's events into the records: fetch, fold, commit, then acknowledge. What was not
/// acknowledged comes again, and the fold does not mind.
class FeedFollower {
  public:
    FeedFollower(Database& database, const RunningPlugin& plugin);
    /// Ends the thread; the plugin must still be open.
    ~FeedFollower();
    FeedFollower(const FeedFollower&) = delete;
    FeedFollower& operator=(const FeedFollower&) = delete;

    void stop();

  private:
    void follow();
    /// False when it must be tried again later.
    bool take_batch(bool& empty);
    void pause();

    const RunningPlugin& plugin_;
    FeedFold fold_;
    std::string start_ = "snapshot";
    std::atomic<bool> stopping_{false};
    std::mutex pause_mutex_;
    std::condition_variable paused_;
    std::thread thread_;
};

}  // namespace crm
