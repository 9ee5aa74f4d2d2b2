#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "channel/media_desk.hpp"
#include "ingest/journal.hpp"
#include "ingest/state_writer.hpp"
#include "model/pace.hpp"
#include "outbox/lines.hpp"
#include "outbox/sends_ledger.hpp"
#include "runtime/clock.hpp"
#include "runtime/figures.hpp"
#include "runtime/log.hpp"
#include "store/errands.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// The queue to the platform, in the owner: sends what is queued, one after another per recipient, at the number's
/// pace, and runs errands (reads and other calls that may be repeated). Before a send leaves, that it will is durable;
/// what the platform answers goes into the journal before anything else happens.
class Outbox {
  public:
    /// Runs one errand at the platform and answers what to journal. On a worker's thread.
    using Errand = std::function<Answer(const ErrandRow&)>;
    /// Messages a second that an account may send.
    using Rate = std::function<int(const AccountRow&)>;

    Outbox(StateWriter& writer, Journal& journal, ReaderPool& readers, const Channels& channels,
           const TokenCipher& cipher, const SendsLedger& ledger, Clock clock, Log log);
    ~Outbox();
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;

    /// Gives the platform a file; on a worker's thread.
    using Upload = std::function<UploadOutcome(const Line&, const FileToUpload&)>;

    /// Before start().
    void on_errand(Errand errand) { errand_ = std::move(errand); }
    /// `end_uploads`: ends those that run, at a stop. `directory`: the state's, where the files lie.
    void on_upload(Upload upload, std::function<void()> end_uploads, std::string directory) {
        upload_ = std::move(upload);
        end_uploads_ = std::move(end_uploads);
        directory_ = std::move(directory);
    }
    void on_rate(Rate rate) { rate_ = std::move(rate); }
    void count_in(std::shared_ptr<Figures> figures) { figures_ = std::move(figures); }

    void start();
    /// Takes nothing new, waits for running calls until the deadline, then ends them. What ended without an answer is
    /// unknown at the next start.
    void stop(std::uint32_t deadline_ms);
    /// Something was committed that may be work.
    void wake();

  private:
    struct Job {
        std::string key;  ///< busy while it runs
        std::function<void()> run;
    };
    void dispatch();
    void work();
    /// Hands out what may leave now; answers in how many milliseconds to look again.
    std::int64_t hand_out();
    bool busy(const std::string& key);
    bool answered(const ErrandRow& errand);
    void forget_answered(Session& reader);
    /// Answers when the next one is due, Unix ms; 0: none is.
    std::int64_t hand_out_checks(Session& reader, std::int64_t now);
    void hand(Job job);
    void send(const SendRow& row);
    Answer call(const SendRow& row, const std::string& file_id);
    /// The platform's id of the send's file, which is given to it first where that is needed; nothing: that went wrong,
    /// and was told.
    std::optional<std::string> file_at_platform(const SendRow& row);
    /// Whether so many files are on their way that further ones wait: messages without files go before them.
    bool waits_for_upload(Session& reader, const SendRow& send, const AccountRow& account);
    void give_back_upload(const SendRow& send);
    /// Whether the errand's call may leave now; makes it durable that it does, where it must not leave twice.
    bool may_leave(const ErrandRow& row);
    void run_errand(const ErrandRow& row);
    void keep(const Answer& answer);
    Pace& pace_of(const AccountRow& account, std::int64_t now_us);
    /// Queued sends that may leave now but for pace, one a recipient: staff's before campaigns', then who was served
    /// longest ago, then the oldest.
    std::vector<SendRow> next_in_line(Session& reader, std::int64_t now, std::int64_t& wait_ms);
    /// The platform said that too many leave: fewer for a minute.
    void slow_down(std::int64_t account);
    /// Whether this send waits for its number's pace at `now_us`; `wait_ms` shrinks to what is left.
    bool waits_for_pace(const SendRow& send, const AccountRow& account, std::int64_t now_us, std::int64_t& wait_ms);
    void tell_pace(std::int64_t now_us);

    StateWriter& writer_;
    Journal& journal_;
    ReaderPool& readers_;
    const Channels& channels_;
    const TokenCipher& cipher_;
    const SendsLedger& ledger_;
    const Clock clock_;
    const Log log_;
    Errand errand_;
    Rate rate_;
    Upload upload_;
    std::function<void()> end_uploads_;
    std::string directory_;
    std::shared_ptr<Figures> figures_ = std::make_shared<Figures>();
    std::map<std::string, std::int64_t> paced_;    ///< sends that wait for their pace, and since when; the dispatcher's
    std::map<std::int64_t, Pace> paces_;           ///< by account; the dispatcher's
    std::map<std::int64_t, std::int64_t> rated_;   ///< when a pace was asked for last; the dispatcher's
    std::map<std::string, PairPace> pairs_;        ///< by recipient; the dispatcher's
    std::map<std::string, std::uint64_t> served_;  ///< by recipient, in the order of their turns; the dispatcher's
    std::uint64_t turns_ = 0;

    std::mutex guard_;
    std::condition_variable wanted_;
    std::condition_variable offered_;
    std::condition_variable finished_;
    std::deque<Job> jobs_;
    std::set<std::string> busy_;
    /// Errands by operation: kind and attempt whose answer is journalled.
    std::map<std::string, std::pair<std::string, std::int64_t>> answered_;
    std::map<std::int64_t, std::int64_t> slowed_;  ///< accounts that the platform slowed down, until when (steady us)
    std::set<std::string> uploading_;              ///< keys of sends whose file is on its way
    bool woken_ = false;
    bool running_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace coexist
