#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <filesystem>
#include <limits>

#include "api/answers.hpp"
#include "api/body.hpp"
#include "api/journal_rows.hpp"
#include "api/paging.hpp"
#include "api/query_time.hpp"
#include "api/reading_again.hpp"
#include "api/routes.hpp"
#include "persons/replay_command.hpp"
#include "runtime/timestamps.hpp"
#include "store/journal_check.hpp"
#include "store/not_understood.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

// A request ends within the patience of a browser; next_cursor leads on, also where nothing was found.
constexpr int most_looked_at = 20'000;
// One transaction of the writer, for which live deliveries wait.
constexpr int rows_a_replay = 32;

json::object document_of(const SegmentCheck& check) {
    json::object out{{"segment", check.name},
                     {"rows", check.rows},
                     {"bytes", check.bytes},
                     {"finished", check.finished},
                     {"faults", json::value_from(check.faults)}};
    if (check.first_at > 0) out["first_at"] = rfc3339(check.first_at);
    if (check.last_at > 0) out["last_at"] = rfc3339(check.last_at);
    if (check.sealed_at > 0) out["sealed_at"] = rfc3339(check.sealed_at);
    if (!check.digest.empty()) out["sha256"] = check.digest;
    return out;
}

/// What to show of the journal.
struct Filter {
    std::string segment;
    std::string kind;
    std::string road;
    std::int64_t since = 0;
    std::int64_t until = std::numeric_limits<std::int64_t>::max();

    [[nodiscard]] bool lets(const JournalRow& row) const {
        return row.received_at >= since && row.received_at < until && (kind.empty() || kind == name_of(row.kind)) &&
               (road.empty() || road == row.road);
    }
};

Problem row_not_found() {
    return {Refusal::not_found,
            "journal_row_not_found",
            "The journal has no such row that you may see.",
            "Take segment and row from the list of rows; one that expired is gone.",
            {}};
}

Result<json::object> verified(const Call& call, bool whole) {
    ReaderPool::Lease session = call.services.readers.take();
    if (!oversees(call, *session)) return operator_needed();
    const auto checks = whole ? verify_segments(*session, call.services.directory)
                              : look_at_segments(*session, call.services.directory);
    json::array segments;
    std::size_t faults = 0;
    for (const SegmentCheck& check : checks) {
        faults += check.faults.size();
        segments.push_back(document_of(check));
    }
    return json::object{{"segments", std::move(segments)}, {"faults", faults}};
}

ReplayCommand replay_asked(const Call& call) {
    ReplayCommand command;
    command.at = call.services.clock.now_ms();
    command.actor = call.actor.id;
    command.roles = call.actor.roles();
    command.tenants = call.actor.tenant_list();
    command.origin = call.actor.origin;
    if (call.actor.tenants.size() == 1) command.tenant = call.actor.tenants.front().value;
    return command;
}

Problem not_journalled() {
    return {Refusal::unavailable,
            "journal_unavailable",
            "That the row is to be read again could not be written down.",
            "Look at the disk's space and at health, then try again.",
            {}};
}

}  // namespace

Result<HttpAnswer> list_segments(const Call& call) {
    const auto found = verified(call, false);
    if (!found) return found.problem();
    return json_answer(*found);
}

Result<HttpAnswer> verify_journal(const Call& call) {
    const auto body = object_in(call.request.body);
    if (!body) return body.problem();
    const auto found = verified(call, true);
    if (!found) return found.problem();
    AuditRow row;
    row.action = "verify_journal";
    row.outcome = found->at("faults").to_number<std::size_t>() == 0 ? "succeeded" : "failed";
    row.detail = std::to_string(found->at("segments").as_array().size()) + " segments";
    call.services.audit.did(call.actor, std::move(row));
    return json_answer(*found);
}

Result<HttpAnswer> list_journal(const Call& call) {
    Filter filter{call.query.value("segment"), call.query.value("kind"), call.query.value("road")};
    std::string list = "journal";
    for (const char* name : {"segment", "kind", "road", "since", "until"}) list += "/" + call.query.value(name);
    if (auto problem = read_time(call.query, "since", filter.since)) return std::move(*problem);
    if (auto problem = read_time(call.query, "until", filter.until)) return std::move(*problem);
    const auto page = page_of(call.query, list, "si");
    if (!page) return page.problem();
    JournalPosition after;
    if (page->after) after = {std::string(page->after->at(0).as_string()), page->after->at(1).as_int64()};
    ReaderPool::Lease session = call.services.readers.take();
    JournalRows seen(call, *session);
    json::object answer;
    json::array& rows = answer["rows"].emplace_array();
    int looked_at = 0;
    const bool more = seen.each(filter.segment, after, [&](const StoredRow& stored) {
        if (rows.size() == static_cast<std::size_t>(page->limit) || looked_at == most_looked_at) return false;
        ++looked_at;
        after = stored.position;
        if (filter.lets(stored.row) && seen.may_see(stored)) rows.push_back(seen.document_of(stored));
        return true;
    });
    if (more) put_next(answer, *page, {after.segment, after.row});
    return json_answer(answer);
}

Result<HttpAnswer> show_journal_row(const Call& call) {
    JournalPosition position{std::string(call.ids.front()), 0};
    const std::string_view number = call.ids[1];
    std::from_chars(number.data(), number.data() + number.size(), position.row);
    ReaderPool::Lease session = call.services.readers.take();
    JournalRows seen(call, *session);
    const auto stored = seen.find(position);
    if (!stored || !seen.may_see(*stored)) return row_not_found();
    json::object document = seen.document_of(*stored);
    document["body"] = readable(stored->row.body);
    AuditRow row;
    row.action = "read_journal_row";
    row.outcome = "succeeded";
    row.detail = position.segment + " " + std::to_string(position.row);
    if (call.actor.tenants.size() == 1) row.tenant = call.actor.tenants.front().value;
    call.services.audit.did(call.actor, std::move(row));
    return json_answer(document);
}

Result<HttpAnswer> replay_journal_row(const Call& call) {
    const auto body = object_in(call.request.body);
    if (!body) return body.problem();
    const json::value* segment = body->if_contains("segment");
    const json::value* number = body->if_contains("row");
    if (body->size() != 2 || segment == nullptr || !segment->is_string() || number == nullptr || !number->is_int64()) {
        return Problem{Refusal::invalid,
                       "body_invalid",
                       "The body does not say which row to read again.",
                       R"(Send {"segment": NAME, "row": NUMBER} as the list of rows tells them.)",
                       {}};
    }
    const JournalPosition position{std::string(segment->get_string()), number->get_int64()};
    {
        ReaderPool::Lease session = call.services.readers.take();
        JournalRows seen(call, *session);
        const auto stored = seen.find(position);
        if (!stored || !seen.may_see(*stored)) return row_not_found();
        if (stored->row.kind != RowKind::delivery) {
            return Problem{Refusal::conflict,
                           "row_not_replayable",
                           "Only deliveries can be read again; this row is of kind " +
                               std::string(name_of(stored->row.kind)) + ".",
                           "Take a row of kind delivery.",
                           {}};
        }
    }
    ReplayCommand command = replay_asked(call);
    command.position = position;
    if (!call.services.journal->append_and_wait(row_of(command))) return not_journalled();
    return json_answer({{"segment", position.segment}, {"row", position.row}, {"state", "asked"}}, 202);
}

Result<HttpAnswer> replay_unknown(const Call& call) {
    const auto body = object_in(call.request.body);
    if (!body) return body.problem();
    if (!body->empty()) {
        return Problem{Refusal::invalid,
                       "body_invalid",
                       "The body holds members, and reading again what was not understood takes none.",
                       "Send {}.",
                       {}};
    }
    std::int64_t asked = 0;
    for (JournalPosition after;;) {
        ReplayCommand command = replay_asked(call);
        {
            ReaderPool::Lease session = call.services.readers.take();
            if (!oversees(call, *session)) return operator_needed();
            command.not_understood = rows_not_understood(*session, after, rows_a_replay);
        }
        if (command.not_understood.empty()) break;
        after = command.not_understood.back();
        asked += static_cast<std::int64_t>(command.not_understood.size());
        if (!call.services.journal->append_and_wait(row_of(command))) return not_journalled();
    }
    return json_answer({{"deliveries", asked}, {"state", "asked"}}, 202);
}

}  // namespace coexist
