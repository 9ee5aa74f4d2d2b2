#pragma once
#include <memory>
#include <string>

#include "actions/audit_trail.hpp"
#include "feed/feed.hpp"
#include "ingest/disk_use.hpp"
#include "ingest/journal.hpp"
#include "ingest/webhook_door.hpp"
#include "runtime/clock.hpp"
#include "runtime/figures.hpp"
#include "runtime/log.hpp"
#include "runtime/usage_book.hpp"
#include "store/reader_pool.hpp"
#include "store/state_schema.hpp"

namespace coexist {

/// What lives from start() to stop() whatever the configuration says: a reload leaves it alone, so deliveries are taken
/// and waits go on meanwhile.
struct Foundation {
    Foundation(std::string state_directory, Clock given_clock, Log given_log, std::string host)
        : directory(std::move(state_directory)),
          clock(given_clock),
          log(std::move(given_log)),
          host_name(std::move(host)),
          readers(directory),
          journal(journal_directory(directory), clock, log),
          feed(directory, readers, clock),
          disk(directory, log),
          audit(journal, clock) {
        journal.count_in(figures);
    }

    const std::string directory;
    const Clock clock;
    const Log log;
    const std::string host_name;
    ReaderPool readers;
    Journal journal;
    Feed feed;
    DiskUse disk;
    DoorCounts door_counts;
    const std::shared_ptr<Figures> figures = std::make_shared<Figures>();
    /// How full the platform's limits on our calls are.
    const std::shared_ptr<UsageBook> usage = std::make_shared<UsageBook>();
    AuditTrail audit;
};

}  // namespace coexist
