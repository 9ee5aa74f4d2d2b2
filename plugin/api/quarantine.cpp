#include <algorithm>
#include <boost/json.hpp>

#include "api/answers.hpp"
#include "api/body.hpp"
#include "api/paging.hpp"
#include "api/roads_seen.hpp"
#include "api/routes.hpp"
#include "runtime/timestamps.hpp"
#include "store/progress.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

// One transaction each: other work of the writer waits for at most one.
constexpr std::size_t rows_together = 32;
// A request ends within the patience of a browser; what is left is told.
constexpr std::size_t rows_a_request = 2000;

/// What became of rows that were read again.
struct Replayed {
    std::int64_t applied = 0;
    std::int64_t still_set_aside = 0;
    std::int64_t failed = 0;  ///< the transaction failed or the row is gone from the journal
};

/// Oldest first; the place of a row that is set aside again does not change.
bool sooner(const QuarantineRow& left, const QuarantineRow& right) {
    return left.at != right.at ? left.at < right.at : left.position < right.position;
}

void replay_one(StateWriter& writer, WriteContext& context, const JournalPosition& position, Replayed& replayed) {
    if (!writer.deliveries().replay(context, position)) {
        ++replayed.failed;
    } else if (is_set_aside(context.session, position)) {
        ++replayed.still_set_aside;
    } else {
        ++replayed.applied;
    }
}

/// The rows that the actor may know of. Which tenant a delivery is for is just what could not be read.
std::vector<QuarantineRow> rows_seen(const RoadsSeen& seen, Session& session) {
    std::vector<QuarantineRow> rows = quarantined(session);
    const auto hidden = [&](const QuarantineRow& row) { return !seen.see(row.road); };
    rows.erase(std::remove_if(rows.begin(), rows.end(), hidden), rows.end());
    return rows;
}

/// False if nothing of it was committed.
bool replay_together(StateWriter& writer, const JournalPosition* first, std::size_t count, Replayed& replayed) {
    Replayed here;
    const bool committed = writer.post_and_wait([&](WriteContext& context) {
        here = {};  // the writer may run it twice
        for (std::size_t at = 0; at < count; ++at) replay_one(writer, context, first[at], here);
    });
    if (!committed) return false;
    replayed.applied += here.applied;
    replayed.still_set_aside += here.still_set_aside;
    replayed.failed += here.failed;
    return true;
}

Replayed replay_all(StateWriter& writer, const std::vector<JournalPosition>& positions) {
    Replayed replayed;
    for (std::size_t at = 0; at < positions.size(); at += rows_together) {
        const std::size_t count = std::min(rows_together, positions.size() - at);
        if (replay_together(writer, &positions[at], count, replayed)) continue;
        for (std::size_t alone = at; alone < at + count; ++alone) {
            if (!replay_together(writer, &positions[alone], 1, replayed)) ++replayed.failed;
        }
    }
    return replayed;
}

/// The rows that the body names; `left`: how many more there are.
Result<std::vector<JournalPosition>> positions_asked(const Call& call, std::size_t& left) {
    const auto body = object_in(call.request.body);
    if (!body) return body.problem();
    const json::value* all = body->if_contains("all");
    const json::value* segment = body->if_contains("segment");
    const json::value* row = body->if_contains("row");
    ReaderPool::Lease session = call.services.readers.take();
    std::vector<JournalPosition> positions;
    if (body->size() == 1 && all != nullptr && all->is_bool() && all->get_bool()) {
        for (const QuarantineRow& each : rows_seen(RoadsSeen(call, *session), *session))
            positions.push_back(each.position);
        left = positions.size() > rows_a_request ? positions.size() - rows_a_request : 0;
        positions.resize(positions.size() - left);
        return positions;
    }
    if (body->size() == 2 && segment != nullptr && segment->is_string() && row != nullptr && row->is_int64()) {
        const JournalPosition position{std::string(segment->get_string()), row->get_int64()};
        for (const QuarantineRow& each : rows_seen(RoadsSeen(call, *session), *session)) {
            if (each.position == position) return std::vector<JournalPosition>{position};
        }
        return Problem{Refusal::not_found,
                       "quarantine_not_found",
                       "No delivery of this segment and row is in quarantine.",
                       "Take both from the list of the quarantine; it may have been replayed already.",
                       {}};
    }
    return Problem{Refusal::invalid,
                   "body_invalid",
                   "The body does not say what to replay.",
                   R"(Send {"segment": NAME, "row": NUMBER} as the list tells them, or {"all": true}.)",
                   {}};
}

}  // namespace

Result<HttpAnswer> list_quarantine(const Call& call) {
    const auto page = page_of(call.query, "quarantine", "isi");
    if (!page) return page.problem();
    ReaderPool::Lease session = call.services.readers.take();
    const Snapshot snapshot(*session);
    const RoadsSeen seen(call, *session);
    std::vector<QuarantineRow> rows = rows_seen(seen, *session);
    std::sort(rows.begin(), rows.end(), sooner);
    auto first = rows.begin();
    if (page->after) {
        const json::array& after = *page->after;
        const QuarantineRow shown{
            {std::string(after[1].get_string()), after[2].get_int64()}, {}, {}, after[0].get_int64()};
        first = std::upper_bound(rows.begin(), rows.end(), shown, sooner);
    }
    json::object answer;
    json::array& quarantine = answer["quarantine"].emplace_array();
    for (auto row = first; row != rows.end(); ++row) {
        if (quarantine.size() == static_cast<std::size_t>(page->limit)) {
            const QuarantineRow& shown = *(row - 1);
            put_next(answer, *page, {shown.at, shown.position.segment, shown.position.row});
            break;
        }
        quarantine.push_back(json::object{{"segment", row->position.segment},
                                          {"row", row->position.row},
                                          {"reason", row->reason},
                                          {"road", row->road},
                                          {"at", rfc3339(row->at)}});
    }
    answer["total"] = rows.size();
    if (seen.all()) answer["waiting_for_account"] = count_parked(*session);
    return json_answer(answer);
}

Result<HttpAnswer> replay_quarantine(const Call& call) {
    if (call.services.writer == nullptr) {
        return Problem{Refusal::conflict,
                       "owner_needed",
                       "Only the process that owns this state can replay, and this one is its client.",
                       "Send the request to the host's main process, the one that was started with the role owner.",
                       {}};
    }
    std::size_t left = 0;
    const auto positions = positions_asked(call, left);
    if (!positions) return positions.problem();
    const Replayed replayed = replay_all(*call.services.writer, *positions);
    AuditRow row;
    row.action = "replay_quarantine";
    row.outcome = replayed.failed == 0 ? "succeeded" : "failed";
    row.detail = std::to_string(replayed.applied) + " applied, " + std::to_string(replayed.still_set_aside) +
                 " still set aside, " + std::to_string(replayed.failed) + " failed, " + std::to_string(left) + " left";
    if (call.actor.tenants.size() == 1) row.tenant = call.actor.tenants.front().value;
    call.services.audit.did(call.actor, std::move(row));
    return json_answer({{"replayed", replayed.applied},
                        {"still_quarantined", replayed.still_set_aside},
                        {"failed", replayed.failed},
                        {"left", left}});
}

}  // namespace coexist
