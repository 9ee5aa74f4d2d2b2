#include "persons/retention.hpp"

#include <SQLiteCpp/Exception.h>

#include <charconv>
#include <chrono>
#include <filesystem>
#include <set>
#include <vector>

#include "store/baseline.hpp"
#include "store/durable.hpp"
#include "store/erasures.hpp"
#include "store/journal_segment.hpp"
#include "store/progress.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace fs = std::filesystem;
namespace {

constexpr auto every = std::chrono::hours(1);
constexpr auto first_after = std::chrono::seconds(30);  // the start has other work
constexpr int rows_together = 256;
constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
// A quiet hotel's segment would otherwise hold a year's deliveries before it is full.
constexpr std::int64_t longest_live_ms = day_ms;

constexpr const char* count_full_rows = "SELECT count(*) FROM entry WHERE kind <> 6";  // RowKind::emptied

std::int64_t born_at(const std::string& segment) {
    std::int64_t at = 0;
    std::from_chars(segment.data(), segment.data() + segment.size(), at);
    return at;
}

/// Empties all rows but these, whose deliveries wait for a decision. False: somebody reads the segment just now.
bool empty_all_but(const std::string& journal, const std::string& name, const std::set<std::int64_t>& pinned) {
    std::vector<RowChange> changes;
    {
        SegmentReader reader(journal, name);
        std::int64_t after = 0;
        for (std::vector<StoredRow> rows; !(rows = reader.read_any(after, rows_together)).empty();) {
            for (const StoredRow& stored : rows) {
                const bool emptied = stored.row.kind == RowKind::emptied;
                if (!emptied && pinned.count(stored.position.row) == 0)
                    changes.push_back({stored.position.row, RowKind::emptied, {}});
            }
            after = rows.back().position.row;
        }
    }
    return changes.empty() || rewrite_segment(journal, name, changes);
}

}  // namespace

Retention::Retention(StateWriter& writer, const Settings& settings, ExpireFiles expire_files, std::string directory,
                     Clock clock, Log log)
    : writer_(writer),
      settings_(settings),
      expire_files_(std::move(expire_files)),
      directory_(std::move(directory)),
      clock_(clock),
      log_(std::move(log)) {}

Retention::~Retention() {
    stop();
}

void Retention::start() {
    chore_.start(first_after, [this] { return turn_and_rest(); });
}

std::chrono::milliseconds Retention::turn_and_rest() {
    try {
        turn();
    } catch (const std::exception& error) {
        if (!*chore_.ended()) {
            log_.warn("persons", std::string("what was kept long enough is still there: ") + error.what());
        }
    }
    return every;
}

void Retention::turn() {
    const std::int64_t now = clock_.now_ms();
    end_long_lived(now);
    take_away_expired();
    expire_segments(now);
    for (bool more = true; more;) {
        more = false;
        if (!writer_.post_and_wait([&](WriteContext& context) { more = expire_files_(context); })) return;
    }
}

// Whoever writes one sees the seal in his next transaction, and goes on in a new one.
void Retention::end_long_lived(std::int64_t now_ms) {
    const std::string journal = journal_directory(directory_);
    const std::set<std::string> finished = unread_segments(*open_state_for_reading(directory_));
    for (const std::string& name : segments_in(journal)) {
        if (finished.count(name) > 0 || now_ms - born_at(name) < longest_live_ms) continue;
        try {
            seal_abandoned(journal, name, now_ms);
        } catch (const SQLite::Exception& error) {
            if (error.getErrorCode() != 1) throw;  // SQLITE_ERROR: its creator has not made its tables yet
        }
    }
}

void Retention::expire_segments(std::int64_t now_ms) {
    const std::string journal = journal_directory(directory_);
    const std::int64_t before = now_ms - settings_.defaults.retention.journal.count() * day_ms;
    std::vector<std::string> expired;
    std::vector<std::pair<std::string, std::set<std::int64_t>>> pinned;
    {
        const auto session = open_state_for_reading(directory_);
        const std::vector<std::string> to_sweep = segments_to_sweep(*session);
        const std::set<std::string> swept_first(to_sweep.begin(), to_sweep.end());
        for (const std::string& name : finished_segments(*session)) {
            if (born_at(name) >= before || swept_first.count(name) > 0 || !fs::exists(fs::path(journal) / name))
                continue;
            SegmentReader reader(journal, name);
            const std::int64_t sealed_at = reader.sealed_at();
            if (sealed_at == 0 || sealed_at >= before) continue;
            std::set<std::int64_t> rows = waiting_rows(*session, name);
            if (rows.empty()) {
                expired.push_back(name);
            } else if (reader.session().scalar(count_full_rows) > static_cast<std::int64_t>(rows.size())) {
                pinned.emplace_back(name, std::move(rows));
            }
        }
    }
    if (expired.empty() && pinned.empty()) return;
    // All that these segments said is applied, so that the baseline holds it.
    take_baseline(directory_, chore_.ended());
    for (const auto& [name, rows] : pinned) empty_all_but(journal, name, rows);
    if (expired.empty()) return;
    const bool marked = writer_.post_and_wait([&](WriteContext& context) {
        for (const std::string& name : expired) save_expired(context.session, name);
    });
    if (marked) take_away_expired();
}

void Retention::take_away_expired() {
    const fs::path journal(journal_directory(directory_));
    const std::vector<std::string> names = expired_segments(*open_state_for_reading(directory_));
    if (names.empty()) return;
    for (const std::string& name : names) {
        for (const char* suffix : {"-wal", "-shm", ""}) fs::remove(journal / (name + suffix));
    }
    sync_directory(journal.string());
    writer_.post_and_wait([&](WriteContext& context) {
        for (const std::string& name : names) forget_segment(context.session, name);
    });
    log_.info("persons", std::to_string(names.size()) + " journal segments were kept long enough and are gone");
}

}  // namespace coexist
