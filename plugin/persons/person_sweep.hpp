#pragma once
#include <chrono>
#include <cstdint>
#include <set>
#include <string>

#include "ingest/delivery_applier.hpp"
#include "ingest/erasures.hpp"
#include "ingest/state_writer.hpp"
#include "runtime/chore.hpp"
#include "runtime/clock.hpp"
#include "runtime/log.hpp"

namespace coexist {

/// Takes the bytes of erased persons out of the files, in the owner, on a thread of its own and with little haste:
/// journal segments are sealed where they are live and rewritten once they are applied; then the state's file is
/// written anew, and so is the baseline. Whatever interrupts it, the next start goes on: what is to be swept is kept.
class PersonSweep {
  public:
    /// References outlive it. `directory`: the state's.
    PersonSweep(StateWriter& writer, const Roads& roads, Marker marker, std::string directory, Clock clock, Log log);
    ~PersonSweep();
    PersonSweep(const PersonSweep&) = delete;
    PersonSweep& operator=(const PersonSweep&) = delete;

    void start();
    /// Ends after the segment that is in hand, or in the middle of writing the state's file anew, which it does again.
    void stop() { chore_.stop(); }
    /// There may be something to sweep.
    void wake() { chore_.wake(); }

  private:
    std::chrono::milliseconds turn();
    /// Whether all that is wanted was done; throws when a file cannot be read or written.
    bool sweep();
    bool sweep_segment(const std::string& name, std::int64_t marks_version, class RowWithout& rows);
    bool finish(std::int64_t marks_version);
    [[nodiscard]] bool running() const { return !*chore_.ended(); }

    StateWriter& writer_;
    const Roads& roads_;
    const Marker marker_;
    const std::string directory_;
    const Clock clock_;
    const Log log_;
    Chore chore_{"wa-forget"};  // last: its thread uses the others
};

}  // namespace coexist
