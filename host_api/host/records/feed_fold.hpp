#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "host/records/database.hpp"
#include "loader/problem.hpp"

namespace crm {

/// What one batch of a feed did to the records.
struct Folded {
    std::size_t events = 0;   ///< in the batch
    std::size_t applied = 0;  ///< that were newer than what was known
    std::size_t unknown = 0;  ///< of a type that this host does not record
    std::string cursor;       ///< to be acknowledged now
    bool erased = false;      ///< a person was
};

/// Turns a plugin's events into records: of each subject the highest revision stays, so a batch may come twice, late
/// or in pieces. One transaction, on disk when this returns.
class FeedFold {
  public:
    FeedFold(Database& database, std::string plugin) : database_(database), plugin_(std::move(plugin)) {}

    /// `batch` is the body that next_events answers. Problems: feed_unreadable.
    Result<Folded> apply(std::string_view batch);

  private:
    Database& database_;
    const std::string plugin_;
};

}  // namespace crm
