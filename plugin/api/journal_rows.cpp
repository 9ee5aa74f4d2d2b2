#include "api/journal_rows.hpp"

#include <SQLiteCpp/Exception.h>
#include <utf8cpp/utf8.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "runtime/timestamps.hpp"
#include "secrets/digest.hpp"
#include "store/journal_segment.hpp"
#include "store/operations.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr int rows_together = 256;
constexpr std::array kind_names = {"", "delivery", "command", "answer", "note", "erasure", "emptied", "replay"};
constexpr std::array lane_names = {"live", "history", "command"};

/// The tenant that a row of our own is about; empty: of none.
TenantId tenant_of(Session& session, const std::string& body) {
    boost::system::error_code error;
    const json::value said = json::parse(body, error);
    if (error || !said.is_object()) return {};
    if (const json::value* tenant = said.get_object().if_contains("tenant"); tenant != nullptr && tenant->is_string()) {
        return TenantId(std::string(tenant->get_string()));
    }
    const json::value* operation = said.get_object().if_contains("operation");
    if (operation == nullptr || !operation->is_string()) return {};
    const auto row = find_operation(session, OperationId(std::string(operation->get_string())));
    return row ? row->tenant : TenantId();
}

}  // namespace

std::string_view name_of(RowKind kind) {
    const auto index = static_cast<std::size_t>(kind);
    return index < kind_names.size() ? kind_names.at(index) : "unknown";
}

std::string readable(const std::string& body) {
    return utf8::is_valid(body.begin(), body.end()) ? body : "base64:" + to_base64(body);
}

JournalRows::JournalRows(const Call& call, Session& session)
    : call_(call),
      session_(session),
      roads_(call, session),
      journal_(journal_directory(call.services.directory)),
      finished_(finished_segments(session)),
      progress_(journal_progress(session)) {}

bool JournalRows::each(const std::string& segment, const JournalPosition& after,
                       const std::function<bool(const StoredRow&)>& look) const {
    for (const std::string& name : segments_in(journal_)) {
        if (name < after.segment || (!segment.empty() && name != segment)) continue;
        try {
            SegmentReader reader(journal_, name);
            std::int64_t row = name == after.segment ? after.row : 0;
            for (std::vector<StoredRow> rows; !(rows = reader.read_any(row, rows_together)).empty();) {
                for (const StoredRow& stored : rows) {
                    if (!look(stored)) return true;
                }
                row = rows.back().position.row;
            }
        } catch (const SQLite::Exception&) {  // NOLINT(bugprone-empty-catch): verify names what cannot be read
        }
    }
    return false;
}

std::optional<StoredRow> JournalRows::find(const JournalPosition& position) const {
    const std::vector<std::string> names = segments_in(journal_);
    if (!std::binary_search(names.begin(), names.end(), position.segment)) return std::nullopt;
    try {
        StoredRow stored;
        if (SegmentReader(journal_, position.segment).read_one(position.row, stored)) return stored;
    } catch (const SQLite::Exception&) {  // NOLINT(bugprone-empty-catch): verify names what cannot be read
    }
    return std::nullopt;
}

bool JournalRows::may_see(const StoredRow& stored) {
    if (roads_.all()) return true;
    if (stored.row.kind == RowKind::delivery || stored.row.kind == RowKind::emptied) {
        return roads_.see(stored.row.road.substr(0, stored.row.road.find('/')));
    }
    const TenantId tenant = tenant_of(session_, stored.row.body);
    return !tenant.empty() && call_.actor.serves(tenant);
}

std::string JournalRows::state_of(const StoredRow& stored) {
    if (stored.row.kind == RowKind::emptied) return "emptied";
    if (is_set_aside(session_, stored.position)) return "quarantined";
    if (finished_.count(stored.position.segment) > 0) return "applied";
    const auto applied = progress_.find({stored.position.segment, stored.row.lane});
    return applied != progress_.end() && stored.position.row <= applied->second ? "applied" : "waiting";
}

json::object JournalRows::document_of(const StoredRow& stored) {
    const auto lane = static_cast<std::size_t>(stored.row.lane);
    json::object out{{"segment", stored.position.segment},
                     {"row", stored.position.row},
                     {"received_at", rfc3339(stored.row.received_at)},
                     {"kind", name_of(stored.row.kind)},
                     {"lane", lane < lane_names.size() ? lane_names.at(lane) : "unknown"},
                     {"bytes", stored.row.body.size()},
                     {"state", state_of(stored)}};
    if (!stored.row.road.empty()) out["road"] = stored.row.road;
    return out;
}

}  // namespace coexist
