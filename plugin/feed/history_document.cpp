#include <algorithm>
#include <boost/json.hpp>

#include "feed/resources.hpp"
#include "runtime/timestamps.hpp"
#include "store/history_imports.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

/// How it stands, without a look at the clock: what time decides is on record once it was found.
HistoryOutcome shown(const HistoryImportRow& row, const HistorySituation& situation) {
    if (over(row.outcome) && !row.watched) return row.outcome;
    if (row.choice == HistoryChoice::refused) return HistoryOutcome::refused;
    if (row.choice == HistoryChoice::held) return HistoryOutcome::held;
    if (!situation.import.chunks.empty()) return HistoryOutcome::running;
    if (declined(situation.import)) return HistoryOutcome::declined;
    const bool asked = row.request == HistoryRequest::accepted || row.request == HistoryRequest::unknown;
    if (row.request == HistoryRequest::missed) return HistoryOutcome::missed;
    return asked ? HistoryOutcome::waiting : HistoryOutcome::not_asked;
}

}  // namespace

json::object history_object(Session& session, const AccountRow& account) {
    const HistoryImportRow row = history_import_of(session, account);
    const HistorySituation situation = history_situation(session, account, row);
    const HistoryImport& import = situation.import;
    json::object out;
    const HistoryOutcome outcome = shown(row, situation);
    if (outcome == HistoryOutcome::not_asked && import.refusals.empty()) return out;
    out["outcome"] = name_of(outcome);
    if (over(outcome) && row.outcome_at > 0) out["outcome_at"] = rfc3339(row.outcome_at);
    if (!import.chunks.empty()) out["progress"] = progress_of(import);
    json::array list;
    for (const HistoryPhase& phase : phases_of(import)) {
        list.push_back(
            json::object{{"phase", phase.phase}, {"chunks", phase.chunks}, {"highest_chunk", phase.highest}});
    }
    if (!list.empty()) out["phases"] = std::move(list);
    if (!import.refusals.empty()) {
        const StatusError& error = import.refusals.rbegin()->first;
        out["declined"] = declined(import);
        out["error"] = json::object{{"code", error.code}, {"title", error.title}, {"details", error.details}};
    }
    return out;
}

}  // namespace coexist
