#pragma once
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "feed/event.hpp"
#include "model/problem.hpp"
#include "runtime/clock.hpp"
#include "store/consumers.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// What hosts read: the events that follow a consumer's acknowledged place. Works the same in the owner and in clients:
/// the owner is told of each commit, a client looks every 25 ms. Thread-safe.
class Feed {
  public:
    enum class Woke { events, timeout, woken, stopped };

    Feed(std::string directory, ReaderPool& readers, Clock clock);
    ~Feed();
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

    void start();
    /// Ends every wait and shuts every descriptor. start() may follow.
    void stop();
    /// The owner's writer committed something.
    void committed();

    /// {"events": [...], "cursor": "..."}: at most `max` events (0 = 100) and about 1 MiB, at least one if there is
    /// one. `consumer`: "name" or "tenant:ID/name"; `begin`: where a new consumer starts, "oldest" (also for ""), "now"
    /// or "snapshot". The feed holds every subject once, so its oldest event is the start of a snapshot.
    Result<std::string> next(std::string_view consumer, std::string_view begin, std::uint32_t max);
    /// All up to `cursor` is stored at the host. An older one changes nothing; one of another epoch is a conflict.
    Outcome acknowledge(std::string_view consumer, std::string_view cursor);
    /// Waits until events follow the acknowledged place.
    Result<Woke> wait(std::string_view consumer, std::string_view begin, std::uint32_t timeout_ms);
    void wake();
    Outcome forget(std::string_view consumer);
    /// A socket on which one byte arrives when events wait; the caller owns it. `begin` as in next(). -1: none could be
    /// made.
    int event_fd(std::string_view consumer, std::string_view begin);
    /// For health: every consumer with how many feed rows it is behind, at most.
    std::vector<std::pair<ConsumerRow, std::int64_t>> consumers();

  private:
    struct Position {
        std::string consumer;
        std::string tenant;
        FeedCursor cursor;
    };
    struct Descriptor {
        std::string consumer;
        std::string begin;
        int ours = -1;
        bool told = false;
    };
    Result<Position> position_of(std::string_view consumer, std::string_view begin);
    bool waiting(Session& session, const Position& position) const;
    void watch();
    void ring_descriptors();
    void ring(const std::string& consumer);

    const std::string directory_;
    ReaderPool& readers_;
    const Clock clock_;

    std::mutex consumers_guard_;
    std::unique_ptr<ConsumerStore> consumers_;

    std::mutex guard_;
    std::condition_variable changed_;
    std::uint64_t commits_ = 0;  ///< grows with every change that was noticed
    std::uint64_t wakes_ = 0;
    std::map<std::string, std::uint64_t> wakes_seen_;
    std::vector<Descriptor> descriptors_;
    bool ring_now_ = false;  ///< somebody acknowledged or came: bytes may be due without a commit
    bool running_ = false;
    std::thread watcher_;
};

}  // namespace coexist
