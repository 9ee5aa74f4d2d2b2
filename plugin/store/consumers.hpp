#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "store/session.hpp"

namespace coexist {

/// How far one consumer of the feed has read. Positions are kept in a file of their own with a rollback journal: any
/// process may write it in tiny transactions. Losing it means that events are read again.
struct ConsumerRow {
    std::string consumer;
    std::int64_t epoch = 0;
    std::int64_t live = 0;  ///< number of the last row read of each lane
    std::int64_t past = 0;
    std::int64_t read_at = 0;  ///< Unix ms of the last sign of life
};

/// Thread-unsafe; each user opens its own. Throws SQLite::Exception.
class ConsumerStore {
  public:
    explicit ConsumerStore(const std::string& directory);
    /// Whether this state has consumers; nothing is created.
    static bool exists(const std::string& directory);

    std::optional<ConsumerRow> find(const std::string& consumer);
    /// Moves forward only, each lane for itself: older places of the same epoch, or an older epoch, change nothing.
    void advance(const ConsumerRow& row);
    /// Inserts it if it is not there yet; answers what is there afterwards.
    ConsumerRow start(const ConsumerRow& row);
    void forget(const std::string& consumer);
    std::vector<ConsumerRow> all();
    /// The newest epoch that any of them has read, 0 if there are none.
    std::int64_t newest_epoch();

  private:
    std::unique_ptr<Session> session_;
};

}  // namespace coexist
