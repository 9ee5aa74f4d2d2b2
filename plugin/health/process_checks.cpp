#include <sqlite3.h>

#include <boost/json.hpp>

#include "health/check.hpp"
#include "model/hash.hpp"

namespace coexist::checks {
namespace json = boost::json;
namespace {

constexpr std::int64_t lag_that_warns = 10'000;
constexpr std::int64_t oldest_that_warns_ms = 60'000;
// A flush or a commit takes milliseconds; a disk that spins up, a few seconds.
constexpr std::int64_t slow_ms = 3'000;
constexpr std::int64_t stuck_ms = 15'000;
constexpr std::int64_t skew_that_warns_ms = 30'000;
// The first version whose checkpoints are safe beside another connection's commits.
constexpr int sqlite_without_wal_reset_bug = 3051003;

std::string seconds_of(std::int64_t ms) {
    return std::to_string(ms / 1000) + " seconds";
}

json::object lanes_of(const Present& present) {
    json::object lanes;
    for (std::size_t lane = 0; lane < lane_count; ++lane) {
        const LaneLag& lag = present.sample->lanes[lane];
        const std::int64_t age = lag.rows == 0 ? 0 : std::max<std::int64_t>(0, present.now_ms - lag.oldest_at) / 1000;
        lanes[lane_names[lane]] = json::object{{"rows", lag.rows}, {"bytes", lag.bytes}, {"seconds", age}};
    }
    return lanes;
}

}  // namespace

json::object ok(json::object more) {
    more["status"] = "ok";
    return more;
}

json::object warn(const char* code, const std::string& detail, const char* next, json::object more) {
    more["status"] = "warn";
    more["code"] = code;
    more["detail"] = detail;
    more["next"] = next;
    return more;
}

json::object fail(const char* code, const std::string& detail, const char* next, json::object more) {
    more = warn(code, detail, next, std::move(more));
    more["status"] = "fail";
    return more;
}

json::object journal(const Present& present, bool all) {
    const std::int64_t oldest_at = present.oldest_unapplied_at();
    const std::int64_t oldest_ms = oldest_at == 0 ? 0 : std::max<std::int64_t>(0, present.now_ms - oldest_at);
    json::object more;
    if (present.owner) more["oldest_unapplied_seconds"] = oldest_ms / 1000;
    if (present.owner && all) {
        more["lag"] = present.lag;
        if (present.sample) more["lanes"] = lanes_of(present);
    }
    if (!present.journal_trouble.empty()) {
        return fail("journal_not_writable",
                    "Deliveries cannot be stored and are refused with 503: " + present.journal_trouble,
                    "Free some space on the disk, or mend its rights.", std::move(more));
    }
    const std::int64_t flush_ms = present.figures.stores.flush.running_ms();
    if (flush_ms > stuck_ms) {
        return fail("journal_stuck",
                    "A flush of the journal has been running for " + seconds_of(flush_ms) +
                        ": deliveries and requests wait for it.",
                    "Look at the disk: the system's log tells whether it hangs.", std::move(more));
    }
    if (flush_ms > slow_ms) {
        return warn("journal_slow", "A flush of the journal has been running for " + seconds_of(flush_ms) + ".",
                    "Look at the disk: something else may keep it busy.", std::move(more));
    }
    if (present.lag > lag_that_warns || oldest_ms > oldest_that_warns_ms) {
        return warn("journal_behind",
                    "What was received is applied late: the oldest has waited for " + seconds_of(oldest_ms) + ".",
                    "Wait if much came in at once. If it goes on, look at the processor and the disk.",
                    std::move(more));
    }
    return ok(std::move(more));
}

json::object owner(const Present& present) {
    if (!present.owner) {
        json::object more{{"role", "client"}};
        if (!present.sample || present.sample->owner_lives) return ok(std::move(more));
        return warn("owner_absent", "No owner works this state: deliveries are kept, nothing is applied or sent.",
                    "Start the process with role \"owner\".", std::move(more));
    }
    json::object more{{"role", "owner"}};
    if (!present.writer_trouble.empty() && present.sample && present.sample->damaged) {
        return fail("state_damaged", "The state is damaged: " + present.writer_trouble,
                    "Start the process again: what the journal can tell is built anew, and else it says what to do. "
                    "Deliveries are kept meanwhile.",
                    std::move(more));
    }
    if (!present.writer_trouble.empty()) {
        return fail("state_not_writable", "The state cannot be written: " + present.writer_trouble,
                    "Free some space on the disk, or mend its rights; it goes on by itself.", std::move(more));
    }
    const std::int64_t commit_ms = present.figures.stores.commit.running_ms();
    if (commit_ms > stuck_ms) {
        return fail("writer_stuck",
                    "A transaction has been running for " + seconds_of(commit_ms) +
                        ": nothing is applied or sent meanwhile. Deliveries are kept.",
                    "Look at the disk. If it is well, restart this process: nothing is lost by it.", std::move(more));
    }
    if (commit_ms > slow_ms) {
        return warn("writer_slow", "A transaction has been running for " + seconds_of(commit_ms) + ".",
                    "Look at the disk: something else may keep it busy.", std::move(more));
    }
    return ok(std::move(more));
}

json::object state(const Present& present) {
    json::object more;
    if (present.sample)
        more["looked_at_seconds_ago"] = std::max<std::int64_t>(0, present.now_ms - present.sample->at) / 1000;
    if (present.sample && !present.sample->trouble.empty()) {
        return fail("state_not_readable", "The state cannot be read: " + present.sample->trouble,
                    "Look at the directory's rights and at the disk; if a file is damaged, restore the last backup.",
                    std::move(more));
    }
    if (present.looking_ms > slow_ms) {
        const std::string detail = "The state has not let itself be read for " + seconds_of(present.looking_ms) +
                                   ": figures here are of before.";
        constexpr const char* next = "Look at the disk: the system's log tells whether it hangs.";
        return present.looking_ms > stuck_ms ? fail("state_stuck", detail, next, std::move(more))
                                             : warn("state_slow", detail, next, std::move(more));
    }
    return ok(std::move(more));
}

json::object disk(const Present& present) {
    if (!present.sample) return ok();
    const DiskUse::Measure& use = present.sample->disk;
    json::object more{{"used", use.used}, {"limit", use.limit}};
    constexpr const char* next = "Free some space on the disk, or raise disk_budget_mb.";
    if (use.refuses_history()) {
        return fail("disk_full_for_history",
                    "90 % of the state's space is used: imported history is refused and waits at the platform.", next,
                    std::move(more));
    }
    if (use.warns()) {
        return warn("disk_filling", "80 % of the state's space is used; from 90 % imported history is refused.", next,
                    std::move(more));
    }
    return ok(std::move(more));
}

json::object sqlite() {
    const bool needed = sqlite3_libversion_number() < sqlite_without_wal_reset_bug;
    return ok({{"version", sqlite3_libversion()},
               {"guard", needed ? "one writing connection a file, which alone checkpoints"
                                : "not needed by this version, kept"}});
}

json::object clock(const Present& present) {
    const ClockSkew::Verdict skew = present.figures.calls.skew.verdict();
    json::object more{{"answers", skew.answers}};
    if (skew.answers == 0) return ok(std::move(more));
    more["skew_seconds"] = skew.median_ms / 1000;
    constexpr const char* next = "Set this machine's clock by NTP (timedatectl), then restart this process.";
    if (skew.median_ms > skew_that_warns_ms) {
        return warn("clock_ahead",
                    "This machine's clock is " + seconds_of(skew.median_ms) +
                        " ahead of WhatsApp's: the 24 hours for replies are counted wrongly.",
                    next, std::move(more));
    }
    if (skew.median_ms < -skew_that_warns_ms) {
        return warn("clock_behind",
                    "This machine's clock is " + seconds_of(-skew.median_ms) +
                        " behind WhatsApp's: the 24 hours for replies are counted wrongly.",
                    next, std::move(more));
    }
    return ok(std::move(more));
}

json::object configuration(const Present& present) {
    if (present.owner && present.sample) {
        json::array others;
        std::string names;
        for (const MarkedClient& client : present.sample->clients) {
            if (static_cast<std::int64_t>(hash64(client.settings_hash)) == present.settings_hash) continue;
            others.emplace_back(client.name);
            names += (names.empty() ? "" : "; ") + client.name;
        }
        if (others.empty()) return ok();
        return warn("configuration_differs",
                    "Clients of this state run with another configuration than its owner: " + names + ".",
                    "Give all of them the same file and reload them.", {{"clients", std::move(others)}});
    }
    const std::int64_t owners = present.sample ? present.sample->settings_hash : 0;
    if (present.owner || owners == 0 || present.settings_hash == 0 || owners == present.settings_hash) return ok();
    return warn("configuration_differs", "The owner of this state runs with another configuration than this process.",
                "Give both the same file and reload them.");
}

}  // namespace coexist::checks
