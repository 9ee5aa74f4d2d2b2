#include "ingest/state_writer.hpp"

#include <sqlite3.h>
#include <SQLiteCpp/Exception.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

#include "ingest/writer_patience.hpp"
#include "runtime/thread.hpp"
#include "store/damage.hpp"
#include "store/progress.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace {

constexpr int live_rows = 512;
constexpr auto tick = std::chrono::milliseconds(50);
constexpr std::int64_t upkeep_every_ms = 60'000;
constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;

std::int64_t steady_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

// Whether what was to be stored is at fault, and not the place where it goes: trying again would not help.
bool of_the_row(const SQLite::Exception& error) {
    switch (error.getErrorCode()) {
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_TOOBIG:
        case SQLITE_RANGE:
            return true;
        default:
            return false;
    }
}

}  // namespace

Result<std::unique_ptr<StateWriter>> StateWriter::open(const std::string& directory, const Roads& roads, Clock clock,
                                                       Log log) {
    auto session = open_state_for_writing(directory);
    if (!session) return session.take_problem();
    return std::unique_ptr<StateWriter>(
        new StateWriter(directory, roads, clock, std::move(log), std::move(session).value()));
}

StateWriter::StateWriter(std::string directory, const Roads& roads, Clock clock, Log log,
                         std::unique_ptr<Session> session)
    : directory_(std::move(directory)),
      clock_(clock),
      log_(std::move(log)),
      session_(std::move(session)),
      feed_(std::make_unique<FeedWriter>(*session_)),
      fold_(std::make_unique<Fold>(*session_, *feed_, router_)),
      pump_(std::make_unique<JournalPump>(journal_directory(directory_), journal_progress(*session_),
                                          unread_segments(*session_))),
      tidy_(journal_directory(directory_), [this] { return applied(); }),
      deliveries_(roads),
      mark_(directory_) {
    router_.load(*session_);
    deliveries_.erasures().load(*session_);
}

StateWriter::~StateWriter() {
    stop(0);
}

void StateWriter::on_account_told(
    std::function<void(WriteContext&, const AccountRow&, const AccountView& before)> callback) {
    fold_->on_account_told(
        [this, callback = std::move(callback)](const AccountRow& account, const AccountView& before) {
            WriteContext now = context();
            callback(now, account, before);
        });
}

void StateWriter::on_send_proven(SendTold callback) {
    fold_->on_send_proven([this, callback = std::move(callback)](const SendRow& send) {
        WriteContext now = context();
        callback(now, send);
    });
}

void StateWriter::on_reaction_failed(SendTold callback) {
    fold_->on_reaction_failed([this, callback = std::move(callback)](const SendRow& send) {
        WriteContext now = context();
        callback(now, send);
    });
}

void StateWriter::count_in(std::shared_ptr<Figures> figures) {
    figures_ = std::move(figures);
    deliveries_.count_in(figures_);
}

void StateWriter::start() {
    const std::lock_guard lock(guard_);
    if (running_) return;
    running_ = true;
    tidy_.start(pump_->finished());
    thread_ = start_thread("wa-state", [this] {
        give_way();  // a delivery that is taken waits for nobody, one that is to be taken has a platform waiting
        run();
    });
}

void StateWriter::stop(std::uint32_t deadline_ms) {
    {
        const std::lock_guard lock(guard_);
        running_ = false;
        stop_by_ = steady_ms() + deadline_ms;
    }
    wanted_.notify_all();
    if (thread_.joinable()) thread_.join();
    tidy_.stop();
}

void StateWriter::post(Work work, Finished finished) {
    {
        const std::lock_guard lock(guard_);
        if (running_) {
            posted_.push_back({std::move(work), std::move(finished)});
            wanted_.notify_one();
            return;
        }
    }
    if (finished) finished(false);
}

bool StateWriter::post_and_wait(Work work) {
    std::promise<bool> committed;
    post(std::move(work), [&committed](bool done) { committed.set_value(done); });
    return committed.get_future().get();
}

void StateWriter::wake() {
    {
        const std::lock_guard lock(guard_);
        woken_ = true;
    }
    wanted_.notify_one();
}

std::vector<SegmentPlace> StateWriter::places() const {
    const std::lock_guard lock(guard_);
    return places_;
}

void StateWriter::note_places() {
    lag_ = pump_->lag();
    std::vector<SegmentPlace> places = pump_->unfinished();
    const std::lock_guard lock(guard_);
    places_.swap(places);
}

std::string StateWriter::trouble() const {
    const std::lock_guard lock(guard_);
    return trouble_.empty() ? journal_trouble_ : trouble_;
}

WriteContext StateWriter::context() {
    return {*session_, *feed_, router_, *fold_, *pump_, clock_.now_ms()};
}

void StateWriter::run() {
    suspect_ = mark_.left_behind();
    mark_.clear();
    // Without it nothing may go on: what had begun to leave before would not be known to have.
    while (!recover()) {
        if (!wait_to_recover()) return abandon_posted();
    }
    for (;;) {
        bool busy = run_posted();
        {
            const std::lock_guard lock(guard_);
            if (!running_ && (posted_.empty() && steady_ms() >= stop_by_)) break;
        }
        busy = apply_some() || busy;
        upkeep();
        between_.run(*session_);
        std::unique_lock lock(guard_);
        if (!running_ && posted_.empty() && !busy) break;
        if (!busy) wanted_.wait_for(lock, tick, [this] { return woken_ || !posted_.empty() || !running_; });
        woken_ = false;
    }
    mark_.clear();
    abandon_posted();
}

bool StateWriter::wait_to_recover() {
    abandon_posted();  // whoever starts the owner waits for the first work: let it hear that it failed
    std::unique_lock lock(guard_);
    wanted_.wait_for(lock, pause_after_failure, [this] { return !running_; });
    return running_;
}

void StateWriter::abandon_posted() {
    std::vector<Posted> abandoned;
    {
        const std::lock_guard lock(guard_);
        abandoned.swap(posted_);
    }
    for (const Posted& posted : abandoned) {
        if (posted.finished) posted.finished(false);
    }
}

// A row that was under way may be an honest one, and the process was killed for another reason: so it is set aside only
// after it ended the process alone, too.
bool StateWriter::apply_suspect(const StoredRow& row, Lane lane) {
    std::int64_t attempt = 0;
    if (!in_transaction([&](WriteContext& context) { attempt = count_attempt(context.session, row.position); })) {
        return false;
    }
    if (attempt <= attempts_made_alone) return apply_alone(row, lane);
    const bool set_aside_now = in_transaction([&](WriteContext& context) {
        set_aside(context.session, {row.position, ended_the_process, row.row.road, context.now_ms});
        save_progress(context.session, row.position.segment, lane, row.position.row);
    });
    if (set_aside_now) pump_->applied(row.position, lane);
    return set_aside_now;
}

bool StateWriter::recover() {
    if (seed_) {
        const bool seeded = in_transaction([this](WriteContext& context) {
            if (meta_number(context.session, "fold_seeded", 1) != 0) return;
            seed_(context);
            set_meta_number(context.session, "fold_seeded", 1);
        });
        if (!seeded) return false;
    }
    pump_->seal_abandoned(clock_.now_ms());
    pump_->look();
    lag_ = pump_->lag();
    for (std::vector<StoredRow> rows; !(rows = pump_->read(Lane::command, live_rows)).empty();) {
        if (!apply_batch(rows, Lane::command)) break;
    }
    return !recovered_ || in_transaction(recovered_);
}

bool StateWriter::in_transaction(const Work& work) {
    const UnderWay::Scope commit(figures_->stores.commit);
    if (stale_ && !reload()) return false;
    try {
        Transaction transaction(*session_);
        WriteContext now = context();
        work(now);
        feed_->store_position();
        transaction.commit();
        note_trouble({});
    } catch (const SQLite::Exception& error) {
        ++figures_->stores.commits_failed;
        if (is_damage(error.getErrorCode())) suspect_state(directory_);
        note_trouble(error.what());
        reload();
        return false;
    } catch (const std::exception& error) {
        ++figures_->stores.commits_failed;
        note_trouble(error.what());
        reload();
        return false;
    }
    if (committed_) committed_();
    return true;
}

bool StateWriter::reload() {
    stale_ = true;
    try {
        feed_->reload();
        router_.load(*session_);
        fold_->reload();
        deliveries_.erasures().load(*session_);
        stale_ = false;
    } catch (const std::exception& error) {
        note_trouble(error.what());
    }
    return !stale_;
}

void StateWriter::note_journal_trouble(const std::string& trouble) {
    bool fresh = false;
    {
        const std::lock_guard lock(guard_);
        fresh = std::exchange(journal_trouble_, trouble) != trouble;
    }
    if (fresh && !trouble.empty()) log_.error("state", trouble);  // a log's disk may hang: never under the lock
}

void StateWriter::note_trouble(const std::string& trouble) {
    bool fresh = false;
    {
        const std::lock_guard lock(guard_);
        fresh = std::exchange(trouble_, trouble) != trouble;
    }
    if (fresh && !trouble.empty()) log_.error("state", "a transaction failed: " + trouble);
}

bool StateWriter::run_posted() {
    std::vector<Posted> group;
    {
        const std::lock_guard lock(guard_);
        group.swap(posted_);
    }
    if (group.empty()) return false;
    const bool together = in_transaction([&](WriteContext& context) {
        for (const Posted& posted : group) posted.work(context);
    });
    for (const Posted& posted : group) {
        // One failed: each on its own, so that it takes no other down.
        const bool committed = together || (group.size() > 1 && in_transaction(posted.work));
        if (posted.finished) posted.finished(committed);
    }
    return true;
}

bool StateWriter::apply_some() {
    note_journal_trouble(pump_->trouble());  // of the last pass, which looked and read
    pump_->look();
    note_places();
    note_finished();
    for (const Lane lane : {Lane::command, Lane::live}) {
        const std::vector<StoredRow> rows = pump_->read(lane, live_rows);
        if (rows.empty()) continue;
        if (!apply_batch(rows, lane)) std::this_thread::sleep_for(pause_after_failure);
        note_places();
        return true;
    }
    const bool some = apply_history();
    note_places();  // lanes in which nothing was to be read count as applied only now
    return some;
}

// If it fails, the next start opens them once more and finds them finished.
void StateWriter::note_finished() {
    const std::vector<std::string> names = pump_->newly_finished();
    if (names.empty()) return;
    in_transaction([&names](WriteContext& context) {
        for (const std::string& name : names) save_finished(context.session, name);
    });
    tidy_.add(names);
}

bool StateWriter::apply_batch(const std::vector<StoredRow>& rows, Lane lane) {
    const auto is_suspect = [this](const StoredRow& row) { return suspect_ && row.position == *suspect_; };
    if (std::any_of(rows.begin(), rows.end(), is_suspect)) {
        for (const StoredRow& row : rows) {
            if (!(is_suspect(row) ? apply_suspect(row, lane) : apply_alone(row, lane))) return false;
        }
        suspect_.reset();
        return true;
    }
    const bool committed = in_transaction([&](WriteContext& context) {
        const JournalPosition& last = rows.back().position;
        const bool some_aside = any_set_aside(context.session, last.segment, rows.front().position.row, last.row);
        for (const StoredRow& row : rows) {
            if (!some_aside || !is_set_aside(context.session, row.position)) apply_row(context, row);
        }
        save_progress(context.session, rows.back().position.segment, lane, rows.back().position.row);
        mark_.clear();  // what follows is the commit, for which no row is to blame
    });
    mark_.clear();
    if (committed) {
        pump_->applied(rows.back().position, lane);
        applied_ += rows.size();
    } else {
        // Which row was it? One at a time, in order, and none after one that could not be stored.
        for (const StoredRow& row : rows) {
            if (!apply_alone(row, lane)) return false;
        }
    }
    if (session_->wal_bytes() > checkpoint_bytes) session_->checkpoint();
    return true;
}

bool StateWriter::apply_alone(const StoredRow& row, Lane lane, const ParkedRow* due) {
    std::string reason;
    const bool committed = in_transaction([&](WriteContext& context) {
        try {
            if (!is_set_aside(context.session, row.position)) apply_row(context, row);
        } catch (const SQLite::Exception& error) {
            if (of_the_row(error)) reason = error.what();
            throw;  // else the disk's fault, not the delivery's: try again later
        } catch (const std::exception& error) {
            reason = error.what();
            throw;
        }
        settle(context, row.position, lane, due);
        mark_.clear();
    });
    mark_.clear();
    const bool passed = committed || (!reason.empty() && in_transaction([&](WriteContext& context) {
                            set_aside(context.session, {row.position, reason, row.row.road, context.now_ms});
                            settle(context, row.position, lane, due);
                        }));
    if (!passed) return false;
    if (due == nullptr) pump_->applied(row.position, lane);
    ++applied_;
    return true;
}

void StateWriter::apply_row(WriteContext& context, const StoredRow& row) {
    mark_.set(row.position);
    switch (row.row.kind) {
        case RowKind::delivery:
            deliveries_.apply(context, row);
            break;
        case RowKind::command:
        case RowKind::erasure:
        case RowKind::replay:
            if (command_) command_(context, row);
            break;
        case RowKind::answer:
            if (answer_) answer_(context, row);
            break;
        case RowKind::note:
            if (note_) note_(context, row);
            break;
        case RowKind::emptied:
            break;
    }
}

void StateWriter::upkeep() {
    const std::int64_t now = clock_.now_ms();
    if (now < next_upkeep_ && next_upkeep_ - now <= upkeep_every_ms) return;  // further: the clock was set back
    next_upkeep_ = now + upkeep_every_ms;
    pump_->seal_abandoned(now);
    in_transaction([&](WriteContext& context) { deliveries_.expire_parked(context, now - parked_days_ * day_ms); });
    if (minute_) in_transaction(minute_);
}

}  // namespace coexist
