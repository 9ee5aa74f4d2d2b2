#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "config/settings.hpp"
#include "ingest/state_writer.hpp"
#include "runtime/chore.hpp"
#include "runtime/clock.hpp"
#include "runtime/log.hpp"

namespace coexist {

/// Lets go of what was kept long enough, by the configuration's `retention`: raw deliveries with their journal
/// segments, once the baseline holds what they said; files of messages. In the owner, every hour, on a thread of its
/// own. Rows in quarantine and parked ones stay until they are decided on; the rows beside them are emptied. Whatever
/// interrupts it, the next turn goes on.
class Retention {
  public:
    /// Lets go of files that were told before a tenant's time, some at a time, in the writer's transaction; answers
    /// whether there are more.
    using ExpireFiles = std::function<bool(WriteContext&)>;

    /// References outlive it. `directory`: the state's.
    Retention(StateWriter& writer, const Settings& settings, ExpireFiles expire_files, std::string directory,
              Clock clock, Log log);
    ~Retention();
    Retention(const Retention&) = delete;
    Retention& operator=(const Retention&) = delete;

    void start();
    /// Ends after the segment that is in hand, or in the middle of a baseline, which it takes again.
    void stop() { chore_.stop(); }
    /// One turn; the thread makes them by itself. Throws when a file cannot be read or written.
    void turn();

  private:
    std::chrono::milliseconds turn_and_rest();
    void end_long_lived(std::int64_t now_ms);
    void expire_segments(std::int64_t now_ms);
    void take_away_expired();

    StateWriter& writer_;
    const Settings& settings_;
    const ExpireFiles expire_files_;
    const std::string directory_;
    const Clock clock_;
    const Log log_;
    Chore chore_{"wa-retain"};  // last: its thread uses the others
};

}  // namespace coexist
