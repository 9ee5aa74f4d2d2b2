#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "ingest/state_writer.hpp"
#include "media/media_book.hpp"
#include "media/media_fetch.hpp"
#include "runtime/log.hpp"

namespace coexist {

/// Fetches files in the owner, with few threads of its own: nothing here keeps a delivery or a send waiting. One file
/// at a time of each number, so that a busy hotel does not hold up the others. A try that is cut off by a crash or a
/// stop has changed nothing, and is made again.
class MediaFetcher {
  public:
    /// References outlive it.
    MediaFetcher(StateWriter& writer, const MediaBook& book, MediaNeeds needs, Log log);
    ~MediaFetcher();
    MediaFetcher(const MediaFetcher&) = delete;
    MediaFetcher& operator=(const MediaFetcher&) = delete;

    void start();
    /// Ends what is under way, for good: it begins anew at the next start.
    void stop();
    /// Something may be waiting.
    void wake();
    /// The state has no use for these any more, and that is committed: their bytes go.
    void forget(std::vector<MediaContent> contents);

  private:
    void dispatch();
    void work();
    /// Hands out what is due; answers in how many milliseconds to look again.
    std::int64_t hand_out();
    /// Takes bytes away that no row refers to, left by a crash between a name and its row.
    void sweep();
    void take_away(const std::string& path);
    void fetch(const MediaRow& row);
    /// False: it could not be stored; the file is tried again after a while.
    bool keep(const MediaRow& row, MediaTry tried);
    [[nodiscard]] bool running();

    StateWriter& writer_;
    const MediaBook& book_;
    const MediaNeeds needs_;
    const Log log_;

    std::mutex guard_;
    std::condition_variable wanted_;
    std::condition_variable offered_;
    std::deque<MediaRow> jobs_;
    std::vector<MediaContent> forgotten_;
    std::set<std::int64_t> busy_;  ///< accounts
    bool woken_ = false;
    bool running_ = false;
    std::mutex publishing_;  ///< a name in the store is given and taken away by one thread at a time
    std::vector<std::thread> threads_;
};

}  // namespace coexist
