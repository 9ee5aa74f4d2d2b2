#include "persons/replay_command.hpp"

#include <boost/json.hpp>

#include "store/audit.hpp"
#include "store/progress.hpp"

namespace coexist {
namespace json = boost::json;

JournalRow row_of(const ReplayCommand& command) {
    JournalRow row;
    row.received_at = command.at;
    row.kind = RowKind::replay;
    row.lane = Lane::command;
    row.body = json::serialize(json::object{{"segment", command.position.segment},
                                            {"row", command.position.row},
                                            {"tenant", command.tenant},
                                            {"at", command.at},
                                            {"actor", command.actor},
                                            {"roles", command.roles},
                                            {"tenants", command.tenants},
                                            {"origin", command.origin}});
    return row;
}

void apply_replay(WriteContext& context, DeliveryApplier& deliveries, const StoredRow& stored) {
    const json::value parsed = json::parse(stored.row.body);
    const json::object& from = parsed.as_object();
    const auto text = [&from](const char* name) { return std::string(from.at(name).as_string()); };
    const JournalPosition position{text("segment"), from.at("row").as_int64()};
    const bool found = deliveries.replay(context, position);
    AuditRow line;
    line.at = from.at("at").as_int64();
    line.tenant = text("tenant");
    line.actor = text("actor");
    line.roles = text("roles");
    line.tenants = text("tenants");
    line.origin = text("origin");
    line.action = "replay_row";
    line.outcome = found && !is_set_aside(context.session, position) ? "succeeded" : "failed";
    line.detail = position.segment + " " + std::to_string(position.row) +
                  (found ? std::string() : ": the row holds no delivery any more");
    line.evidence = "replay " + stored.position.segment + " " + std::to_string(stored.position.row);
    add_audit(context.session, line);
}

}  // namespace coexist
