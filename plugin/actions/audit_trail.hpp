#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "actions/actor.hpp"
#include "ingest/journal.hpp"
#include "runtime/clock.hpp"
#include "store/audit.hpp"

namespace coexist {

/// Writes down for the audit what no command carries: attempts that were denied, backups, replays, reloads. Any
/// process; the line goes through the journal, and the owner puts it into the table. Waits for nothing. Thread-safe.
class AuditTrail {
  public:
    AuditTrail(Journal& journal, Clock clock) : journal_(journal), clock_(clock) {}

    /// What somebody did; who, from where and when are filled in.
    void did(const Actor& actor, AuditRow row);
    /// What nobody signed in for; when is filled in.
    void note(AuditRow row);
    /// An attempt that was refused: `code` says why. Nobody fills the disk by trying: of equal ones within a minute the
    /// first is told at once and the others as one line with their number.
    void denied(const Actor& actor, AuditRow row, const std::string& code);

    /// Tells the numbers whose minute is over; call it now and then.
    void tell_counted();
    /// Tells all numbers at once: before the journal ends.
    void tell_all();

  private:
    /// `least_ms`: how old a number must be.
    void tell_older_than(std::int64_t least_ms);
    struct Attempts {
        std::int64_t since = 0;
        AuditRow untold;  ///< its times: how many
    };
    Journal& journal_;
    const Clock clock_;
    std::mutex guard_;
    std::map<std::string, Attempts> attempts_;
};

}  // namespace coexist
