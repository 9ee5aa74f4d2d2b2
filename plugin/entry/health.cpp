#include "entry/health.hpp"

#include <sqlite3.h>

#include <boost/json.hpp>

#include "model/hash.hpp"
#include "store/client_mark.hpp"
#include "store/damage.hpp"
#include "store/owner_lock.hpp"
#include "store/progress.hpp"
#include "store/sends.hpp"

namespace coexist {
namespace json = boost::json;
namespace {

constexpr std::int64_t lag_that_warns = 10'000;
constexpr std::size_t rows_shown = 20;
// The first version whose checkpoints are safe beside another connection's commits.
constexpr int sqlite_without_wal_reset_bug = 3051003;

json::object check(const char* status, json::object more = {}) {
    more["status"] = status;
    return more;
}

json::object journal_check(Foundation& foundation, StateWriter* writer) {
    const std::string trouble = foundation.journal.trouble();
    json::object more;
    if (writer != nullptr) more["lag"] = writer->lag();
    if (!trouble.empty()) {
        more["detail"] = "Deliveries cannot be stored and are refused with 503: " + trouble;
        more["next"] = "Free some space on the disk, or mend its rights.";
        return check("fail", std::move(more));
    }
    const bool late = writer != nullptr && writer->lag() > lag_that_warns;
    return check(late ? "warn" : "ok", std::move(more));
}

json::object disk_check(Foundation& foundation) {
    const DiskUse::Measure disk = foundation.disk.look();
    json::object more{{"used", disk.used}, {"limit", disk.limit}};
    if (!disk.warns()) return check("ok", std::move(more));
    more["detail"] = disk.refuses_history()
                         ? "90 % of the state's space is used: imported history is refused and waits at the platform."
                         : "80 % of the state's space is used; from 90 % imported history is refused.";
    more["next"] = "Free some space on the disk, or raise disk_budget_mb.";
    return check(disk.refuses_history() ? "fail" : "warn", std::move(more));
}

json::object owner_check(Foundation& foundation, StateWriter* writer) {
    if (writer != nullptr) {
        const std::string trouble = writer->trouble();
        if (trouble.empty()) return check("ok", {{"role", "owner"}});
        const bool damaged = state_suspected(foundation.directory);
        return check("fail",
                     {{"role", "owner"},
                      {"detail", (damaged ? "The state is damaged: " : "The state cannot be worked: ") + trouble},
                      {"next", damaged ? "Start the process again: what the journal can tell is built anew, "
                                         "and else it says what to do. Deliveries are kept meanwhile."
                                       : "Free some space on the disk, or mend its rights; a journal segment "
                                         "that cannot be read is in the last backup."}});
    }
    if (OwnerLock::held(foundation.directory)) return check("ok", {{"role", "client"}});
    return check("warn", {{"role", "client"},
                          {"detail", "No owner works this state: deliveries are kept, nothing is applied or sent."},
                          {"next", "Start the process with role \"owner\"."}});
}

json::object quarantine_check(Session& session) {
    const std::vector<QuarantineRow> rows = quarantined(session);
    json::array shown;
    for (const QuarantineRow& row : rows) {
        if (shown.size() == rows_shown) break;
        shown.push_back(json::object{
            {"segment", row.position.segment}, {"row", row.position.row}, {"road", row.road}, {"reason", row.reason}});
    }
    json::object more{{"count", rows.size()}, {"parked", count_parked(session)}};
    if (rows.empty()) return check("ok", std::move(more));
    more["rows"] = std::move(shown);
    more["detail"] = "Some deliveries could not be applied. Nothing of them is lost.";
    more["next"] = "Look at them under /admin/quarantine; replay them once the cause is mended.";
    return check("warn", std::move(more));
}

json::object sends_check(Session& session) {
    const std::size_t unknown = sends_in_state(session, "unknown").size();
    json::object more{{"queued", sends_in_state(session, "queued").size()},
                      {"held", sends_in_state(session, "held").size()},
                      {"unknown", unknown}};
    if (unknown > 0) more["next"] = "Look in the WhatsApp Business app whether these messages arrived.";
    return check(unknown > 0 ? "warn" : "ok", std::move(more));
}

json::object unknown_check(Session& session) {
    json::array kinds;
    for (const UnknownKind& kind : unknown_kinds(session)) {
        kinds.push_back(json::object{{"field", kind.field}, {"what", kind.what}, {"count", kind.count}});
    }
    return check("ok", {{"kinds", std::move(kinds)}});
}

// What the owner sees: the clients that run with another configuration than it does.
json::object clients_check(const std::string& directory, const std::string& settings_hash) {
    json::array others;
    std::string names;
    for (const MarkedClient& client : marked_clients(directory)) {
        if (client.settings_hash == settings_hash) continue;
        others.emplace_back(client.name);
        names += (names.empty() ? "" : "; ") + client.name;
    }
    if (others.empty()) return check("ok");
    return check("warn", {{"clients", std::move(others)},
                          {"detail", "Clients of this state run with another configuration than its owner: " + names},
                          {"next", "Give all of them the same file and reload them."}});
}

json::object configuration_check(Foundation& foundation, Session& session, const Provision* provision, bool owner) {
    if (provision == nullptr) return check("ok");
    if (owner) return clients_check(foundation.directory, provision->settings.settings_hash);
    const auto ours = static_cast<std::int64_t>(hash64(provision->settings.settings_hash));
    if (meta_number(session, "settings_hash", ours) == ours) return check("ok");
    return check("warn", {{"detail", "The owner of this state runs with another configuration than this process."},
                          {"next", "Give both the same file and reload them."}});
}

json::object sqlite_check() {
    const bool guarded = sqlite3_libversion_number() < sqlite_without_wal_reset_bug;
    return check("ok", {{"version", sqlite3_libversion()},
                        {"guard", guarded ? "one writing connection a file, which alone checkpoints"
                                          : "not needed by this version, kept"}});
}

json::object feed_check(Foundation& foundation) {
    json::array consumers;
    for (const auto& [row, behind] : foundation.feed.consumers()) {
        consumers.push_back(json::object{{"consumer", row.consumer}, {"behind", behind}});
    }
    return check("ok", {{"consumers", std::move(consumers)}});
}

const char* worst_of(const json::object& checks) {
    const char* worst = "ok";
    for (const auto& [name, value] : checks) {
        const json::string& status = value.as_object().at("status").as_string();
        if (status == "fail") return "fail";
        if (status == "warn") worst = "warn";
    }
    return worst;
}

}  // namespace

std::string health_document(Foundation& foundation, const Provision* provision, StateWriter* writer) {
    json::object checks;
    checks["journal"] = journal_check(foundation, writer);
    checks["owner"] = owner_check(foundation, writer);
    checks["disk"] = disk_check(foundation);
    checks["sqlite"] = sqlite_check();
    try {
        auto session = foundation.readers.take();
        checks["quarantine"] = quarantine_check(*session);
        checks["sends"] = sends_check(*session);
        checks["unknown_kinds"] = unknown_check(*session);
        checks["configuration"] = configuration_check(foundation, *session, provision, writer != nullptr);
        checks["feed"] = feed_check(foundation);
    } catch (const std::exception& error) {
        checks["state"] = check("fail", {{"detail", std::string("The state cannot be read: ") + error.what()}});
    }
    checks["webhooks"] = check("ok", {{"accepted", foundation.door_counts.accepted.load()},
                                      {"unsigned_or_wrong", foundation.door_counts.unsigned_or_wrong.load()},
                                      {"too_large", foundation.door_counts.too_large.load()},
                                      {"history_refused", foundation.door_counts.history_refused.load()},
                                      {"not_stored", foundation.door_counts.not_stored.load()}});
    const char* status = worst_of(checks);
    return json::serialize(json::object{{"status", status}, {"checks", std::move(checks)}});
}

std::string metrics_text(Foundation& foundation, StateWriter* writer) {
    std::string out;
    const auto add = [&out](const char* name, const char* type, const char* help, std::uint64_t value) {
        const bool counter = std::string_view(type) == "counter";
        out += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " " + type + "\n" + name +
               (counter ? "_total " : " ") + std::to_string(value) + "\n";
    };
    const DoorCounts& door = foundation.door_counts;
    add("whatsapp_deliveries_accepted", "counter", "Signed deliveries that are durable.", door.accepted.load());
    add("whatsapp_deliveries_refused", "counter", "Deliveries without a valid signature.",
        door.unsigned_or_wrong.load());
    add("whatsapp_deliveries_not_stored", "counter", "Deliveries answered 503.", door.not_stored.load());
    if (writer != nullptr) {
        add("whatsapp_journal_lag", "gauge", "Journalled rows that are not applied.",
            static_cast<std::uint64_t>(writer->lag()));
        add("whatsapp_journal_applied", "counter", "Journalled rows applied by this process.", writer->applied());
    }
    return out + "# EOF\n";
}

}  // namespace coexist
