#include "persons/replay_command.hpp"

#include <boost/json.hpp>

#include "store/audit.hpp"
#include "store/not_understood.hpp"
#include "store/progress.hpp"

namespace coexist {
namespace json = boost::json;

JournalRow row_of(const ReplayCommand& command) {
    JournalRow row;
    row.received_at = command.at;
    row.kind = RowKind::replay;
    row.lane = Lane::command;
    json::object body{{"segment", command.position.segment},
                      {"row", command.position.row},
                      {"tenant", command.tenant},
                      {"at", command.at},
                      {"actor", command.actor},
                      {"roles", command.roles},
                      {"tenants", command.tenants},
                      {"origin", command.origin}};
    if (!command.not_understood.empty()) {
        json::array& rows = body["not_understood"].emplace_array();
        for (const JournalPosition& one : command.not_understood) rows.push_back(json::array{one.segment, one.row});
    }
    row.body = json::serialize(body);
    return row;
}

namespace {

/// What became of the rows of which something was not understood, in words.
std::string read_again(WriteContext& context, DeliveryApplier& deliveries, const json::array& rows) {
    int understood = 0;
    int still_unknown = 0;
    int gone = 0;
    for (const json::value& one : rows) {
        const json::array& place = one.as_array();
        const JournalPosition position{std::string(place.at(0).as_string()), place.at(1).as_int64()};
        if (!deliveries.replay(context, position)) {
            ++gone;
        } else if (is_not_understood(context.session, position) || is_set_aside(context.session, position)) {
            ++still_unknown;
        } else {
            ++understood;
        }
    }
    return std::to_string(understood) + " understood, " + std::to_string(still_unknown) + " still not, " +
           std::to_string(gone) + " no longer in the journal";
}

}  // namespace

void apply_replay(WriteContext& context, DeliveryApplier& deliveries, const StoredRow& stored) {
    const json::value parsed = json::parse(stored.row.body);
    const json::object& from = parsed.as_object();
    const auto text = [&from](const char* name) { return std::string(from.at(name).as_string()); };
    AuditRow line;
    line.at = from.at("at").as_int64();
    line.tenant = text("tenant");
    line.actor = text("actor");
    line.roles = text("roles");
    line.tenants = text("tenants");
    line.origin = text("origin");
    line.evidence = "replay " + stored.position.segment + " " + std::to_string(stored.position.row);
    if (const json::value* rows = from.if_contains("not_understood")) {
        line.action = "replay_unknown";
        line.outcome = "succeeded";
        line.detail = read_again(context, deliveries, rows->as_array());
        add_audit(context.session, line);
        return;
    }
    const JournalPosition position{text("segment"), from.at("row").as_int64()};
    const bool found = deliveries.replay(context, position);
    line.action = "replay_row";
    line.outcome = found && !is_set_aside(context.session, position) ? "succeeded" : "failed";
    line.detail = position.segment + " " + std::to_string(position.row) +
                  (found ? std::string() : ": the row holds no delivery any more");
    add_audit(context.session, line);
}

}  // namespace coexist
