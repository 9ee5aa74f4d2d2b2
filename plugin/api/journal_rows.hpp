#pragma once
#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "api/call.hpp"
#include "api/roads_seen.hpp"
#include "store/journal_row.hpp"
#include "store/progress.hpp"

namespace coexist {

/// "delivery", "command", ...
std::string_view name_of(RowKind kind);

/// A body for a JSON document: as it is, or, where it is no UTF-8, as "base64:...".
std::string readable(const std::string& body);

/// The journal as one admin may see it: deliveries of roads whose numbers are all of his tenants, and what was asked at
/// these. Whoever oversees all tenants sees everything. Reads files of any process; used by one call.
class JournalRows {
  public:
    JournalRows(const Call& call, Session& session);

    /// Calls `look` for each row behind `after`, oldest segment first, until it answers false; `segment`: only of this
    /// one, empty: of all. Answers whether `look` ended it.
    bool each(const std::string& segment, const JournalPosition& after,
              const std::function<bool(const StoredRow&)>& look) const;
    [[nodiscard]] std::optional<StoredRow> find(const JournalPosition& position) const;
    [[nodiscard]] bool may_see(const StoredRow& stored);
    /// Without the body.
    boost::json::object document_of(const StoredRow& stored);

  private:
    std::string state_of(const StoredRow& stored);

    const Call& call_;
    Session& session_;
    const RoadsSeen roads_;
    const std::string journal_;
    const std::set<std::string> finished_;
    const std::map<LanePosition, std::int64_t> progress_;
};

}  // namespace coexist
