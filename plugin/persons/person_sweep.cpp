#include "persons/person_sweep.hpp"

#include <SQLiteCpp/Exception.h>

#include <chrono>
#include <filesystem>
#include <future>
#include <stdexcept>
#include <vector>

#include "persons/row_without.hpp"
#include "persons/tenant_eraser.hpp"
#include "store/baseline.hpp"
#include "store/durable.hpp"
#include "store/erasures.hpp"
#include "store/journal_segment.hpp"
#include "store/progress.hpp"
#include "store/state_schema.hpp"
#include "store/tenant_erasures.hpp"

namespace coexist {
namespace fs = std::filesystem;
namespace {

constexpr auto look_every = std::chrono::seconds(60);  // a delivery may have brought back what must not be kept
constexpr auto look_again = std::chrono::milliseconds(500);
constexpr auto after_failure = std::chrono::milliseconds(10'000);
constexpr auto longest_errand = std::chrono::minutes(30);
constexpr int rows_together = 256;
constexpr const char* count_forgetting =
    "SELECT (SELECT count(*) FROM erasure WHERE state = 'forgetting') + (SELECT count(*) FROM tenant_erasure WHERE "
    "state = 'files')";

/// Writes the file anew without what was deleted, and leaves nothing in its WAL. False: somebody reads it just now.
bool write_anew(Session& session, const std::shared_ptr<const std::atomic<bool>>& ended) {
    bool emptied = false;
    try {
        session.end_when(ended);
        session.execute("PRAGMA temp_store=FILE; PRAGMA secure_delete=ON");
        session.execute("VACUUM");
        emptied = session.scalar("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
    } catch (const SQLite::Exception&) {
        emptied = false;
    }
    session.end_when(nullptr);
    session.execute("PRAGMA secure_delete=OFF; PRAGMA temp_store=MEMORY");
    return emptied;
}

/// Copies that were made before a migration, for the way back to the version before it: they hold him too.
void take_copies_away(const std::string& directory) {
    std::error_code ignored;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory, ignored)) {
        const std::string name = entry.path().filename().string();
        const bool copy = name.rfind("state-before-v", 0) == 0 || name.rfind("damaged-", 0) == 0;
        if (copy) fs::remove_all(entry.path(), ignored);
    }
    sync_directory(directory);
}

}  // namespace

PersonSweep::PersonSweep(StateWriter& writer, const Roads& roads, Marker marker, std::string directory, Clock clock,
                         Log log)
    : writer_(writer),
      roads_(roads),
      marker_(std::move(marker)),
      directory_(std::move(directory)),
      clock_(clock),
      log_(std::move(log)) {}

PersonSweep::~PersonSweep() {
    stop();
}

void PersonSweep::start() {
    chore_.start(std::chrono::milliseconds(0), [this] { return turn(); });
}

std::chrono::milliseconds PersonSweep::turn() {
    try {
        return sweep() ? std::chrono::milliseconds(look_every) : look_again;
    } catch (const std::exception& error) {
        if (running()) {
            log_.warn("persons", std::string("what was erased is not out of all files yet: ") + error.what());
        }
        return after_failure;
    }
}

bool PersonSweep::sweep() {
    const auto session = open_state_for_reading(directory_);
    // Its persons go one after another: the files are looked through once, when all have gone.
    if (!tenant_erasures_in(*session, TenantErasureState::persons).empty()) return false;
    const std::vector<std::string> wanted = segments_to_sweep(*session);
    if (wanted.empty()) return session->scalar(count_forgetting) == 0 || finish(erasure_marks_version(*session));
    const std::int64_t marks_version = erasure_marks_version(*session);
    Erasures erasures;
    erasures.set_marker(marker_);
    erasures.load(*session);
    const std::set<std::string> finished = finished_segments(*session);
    RowWithout rows(*session, roads_, erasures, clock_.now_ms());
    const std::string journal = journal_directory(directory_);
    for (const std::string& name : wanted) {
        if (!running()) return true;
        if (fs::exists(fs::path(journal) / name) && finished.count(name) == 0) {
            // Whoever writes it sees the seal in his next transaction, and goes on in a new one.
            seal_abandoned(journal, name, clock_.now_ms());
            writer_.wake();
            continue;
        }
        sweep_segment(name, marks_version, rows);
    }
    return false;  // looked at once more: what is left is finished then
}

bool PersonSweep::sweep_segment(const std::string& name, std::int64_t marks_version, RowWithout& rows) {
    const std::string journal = journal_directory(directory_);
    std::int64_t bodies = 0;
    std::vector<JournalPosition> emptied;
    if (fs::exists(fs::path(journal) / name)) {
        std::vector<RowChange> changes;
        {
            SegmentReader reader(journal, name);
            std::int64_t after = 0;
            for (std::vector<StoredRow> some; !(some = reader.read_any(after, rows_together)).empty();) {
                for (const StoredRow& stored : some) {
                    if (auto change = rows.change_of(stored)) changes.push_back(std::move(*change));
                }
                after = some.back().position.row;
            }
        }
        bodies = static_cast<std::int64_t>(changes.size());
        for (const RowChange& change : changes) {
            if (change.kind == RowKind::emptied) emptied.push_back({name, change.row});
        }
        const bool clean = changes.empty() && !is_untidy(journal, name);
        if (!clean && !rewrite_segment(journal, name, changes)) return false;
    }
    return writer_.post_and_wait([&](WriteContext& context) {
        for (const JournalPosition& position : emptied) forget_row(context.session, position);
        // Somebody else was erased meanwhile: then it is looked through once more.
        if (erasure_marks_version(context.session) == marks_version) swept(context.session, name);
        for (ErasureRow& row : all_erasures(context.session)) {
            if (row.state != "forgetting") continue;
            row.bodies += bodies;
            save_erasure(context.session, row);
        }
    });
}

bool PersonSweep::finish(std::int64_t marks_version) {
    auto written = std::make_shared<std::promise<bool>>();
    std::future<bool> answer = written->get_future();
    writer_.between().ask(
        [written, ended = chore_.ended()](Session& session) { written->set_value(write_anew(session, ended)); });
    writer_.wake();
    const auto until = std::chrono::steady_clock::now() + longest_errand;
    while (answer.wait_for(look_again) != std::future_status::ready) {
        if (!running() || std::chrono::steady_clock::now() > until) return false;
    }
    if (!answer.get()) throw std::runtime_error("the state's file could not be written anew; its disk may be full");
    take_baseline(directory_, chore_.ended());
    take_copies_away(directory_);
    return writer_.post_and_wait([&](WriteContext& context) {
        if (erasure_marks_version(context.session) != marks_version) return;
        for (ErasureRow& row : all_erasures(context.session)) {
            if (row.state != "forgetting") continue;
            row.state = "done";
            row.done_at = context.now_ms;
            save_erasure(context.session, row);
        }
        TenantEraser::end(context);
    });
}

}  // namespace coexist
