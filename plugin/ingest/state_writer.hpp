#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "ingest/between_transactions.hpp"
#include "ingest/delivery_applier.hpp"
#include "ingest/journal_tidy.hpp"
#include "ingest/poison_mark.hpp"
#include "ingest/write_context.hpp"
#include "model/problem.hpp"
#include "runtime/clock.hpp"
#include "runtime/figures.hpp"
#include "runtime/log.hpp"

namespace coexist {

/// The one writer of the state, in the owner: applies the journal and the work that others post, one transaction at a
/// time. Posted work (intents before a call) jumps the queue and waits for at most one running transaction.
class StateWriter {
  public:
    using Work = std::function<void(WriteContext&)>;
    /// Told on the writer's thread after the commit (true) or when the work failed or was abandoned (false).
    using Finished = std::function<void(bool committed)>;
    using RowHandler = std::function<void(WriteContext&, const StoredRow&)>;

    /// Opens state and journal. Throws SQLite::Exception or std::system_error; a state of a newer version is a Problem.
    static Result<std::unique_ptr<StateWriter>> open(const std::string& directory, const Roads& roads, Clock clock,
                                                     Log log);
    ~StateWriter();

    /// All of these before start().
    void on_command(RowHandler handler) { command_ = std::move(handler); }
    void on_answer(RowHandler handler) { answer_ = std::move(handler); }
    void on_note(RowHandler handler) { note_ = std::move(handler); }
    /// Runs in the first transaction when the fold was built anew: puts kept things back into it.
    void on_seed(Work seed) { seed_ = std::move(seed); }
    /// Runs in a transaction after all commands and answers of former processes are applied, before anything new.
    void on_recovered(Work recovered) { recovered_ = std::move(recovered); }
    /// Told after each commit that changed something, on the writer's thread.
    void on_committed(std::function<void()> callback) { committed_ = std::move(callback); }
    /// Within the transaction of a delivery, as Fold says.
    void on_account_told(std::function<void(WriteContext&, const AccountRow&, const AccountView& before)> callback);
    using SendTold = std::function<void(WriteContext&, const SendRow&)>;
    void on_send_proven(SendTold callback);
    void on_reaction_failed(SendTold callback);
    /// Runs once a minute, in a transaction.
    void on_minute(Work work) { minute_ = std::move(work); }
    void hand_over_by(Fold::HandOverOf rules) { fold_->hand_over_by(std::move(rules)); }
    void count_in(std::shared_ptr<Figures> figures);
    /// Deliveries that wait longer for their number go to quarantine.
    void set_parked_days(int days) { parked_days_ = days; }

    DeliveryApplier& deliveries() { return deliveries_; }
    /// Work that is no transaction, on the writer's thread between two of them.
    BetweenTransactions& between() { return between_; }

    void start();
    /// Finishes what is posted, applies no more of the journal after `deadline_ms`, joins the thread.
    void stop(std::uint32_t deadline_ms);

    void post(Work work, Finished finished = {});
    /// Waits for the commit; false if it failed. Never call it on the writer's thread.
    bool post_and_wait(Work work);
    /// The journal grew: look now instead of at the next tick.
    void wake();

    [[nodiscard]] std::int64_t lag() const { return lag_.load(); }
    /// How far the journal was applied; as of the last pass.
    [[nodiscard]] std::vector<SegmentPlace> places() const;
    [[nodiscard]] std::uint64_t applied() const { return applied_.load(); }
    /// Why the last transaction failed, or the journal cannot be read; empty when neither is so.
    [[nodiscard]] std::string trouble() const;

  private:
    struct Posted {
        Work work;
        Finished finished;
    };
    StateWriter(std::string directory, const Roads& roads, Clock clock, Log log, std::unique_ptr<Session> session);
    WriteContext context();
    void run();
    /// False: what the former process left could not be settled; nothing else may be done before it is.
    bool recover();
    /// False: it was told to stop.
    bool wait_to_recover();
    void abandon_posted();
    bool run_posted();
    bool apply_some();
    void note_finished();
    /// False: nothing more can be stored at the moment.
    bool apply_batch(const std::vector<StoredRow>& rows, Lane lane);
    /// `due`: it is no row of the lane, but waited for its account.
    bool apply_alone(const StoredRow& row, Lane lane, const ParkedRow* due = nullptr);
    /// A part of the oldest history delivery, in a transaction of a few milliseconds: what is live goes before the
    /// next. False: there is none.
    bool apply_history();
    bool begin_history();
    /// The same for history that waited for its account.
    bool begin_due();
    /// What is there to do with this delivery is done.
    static void settle(WriteContext& context, const JournalPosition& position, Lane lane, const ParkedRow* due);
    /// The row that a former process was applying when it ended.
    bool apply_suspect(const StoredRow& row, Lane lane);
    void apply_row(WriteContext& context, const StoredRow& row);
    void upkeep();
    void note_places();
    /// One transaction round `work`; false if it failed and was rolled back.
    bool in_transaction(const Work& work);
    /// After a rollback: what is kept in memory is read again. False: not possible either.
    bool reload();
    void note_trouble(const std::string& trouble);
    void note_journal_trouble(const std::string& trouble);

    std::shared_ptr<Figures> figures_ = std::make_shared<Figures>();
    const std::string directory_;
    const Clock clock_;
    const Log log_;
    std::unique_ptr<Session> session_;
    std::unique_ptr<FeedWriter> feed_;
    Router router_;
    std::unique_ptr<Fold> fold_;
    std::unique_ptr<JournalPump> pump_;
    JournalTidy tidy_;
    DeliveryApplier deliveries_;
    BetweenTransactions between_;
    PoisonMark mark_;
    std::optional<JournalPosition> suspect_;
    /// The history delivery that is applied part by part. After a crash it begins anew, which changes nothing.
    struct BegunHistory {
        StoredRow row;
        Observation said;
        std::size_t next = 0;
        std::optional<ParkedRow> due;  ///< it waited for its account
    };
    std::optional<BegunHistory> begun_;
    RowHandler command_;
    RowHandler answer_;
    RowHandler note_;
    Work seed_;
    Work recovered_;
    Work minute_;
    std::function<void()> committed_;
    bool stale_ = false;  ///< memory may differ from the state: nothing is written before it was read again
    int parked_days_ = 7;
    std::int64_t next_upkeep_ = 0;

    mutable std::mutex guard_;
    std::condition_variable wanted_;
    std::vector<Posted> posted_;
    std::string trouble_;
    std::string journal_trouble_;
    std::vector<SegmentPlace> places_;
    bool running_ = false;
    bool woken_ = false;
    std::int64_t stop_by_ = 0;
    std::atomic<std::int64_t> lag_{0};
    std::atomic<std::uint64_t> applied_{0};
    std::thread thread_;
};

}  // namespace coexist
