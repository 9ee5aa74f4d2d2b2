#pragma once
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "ingest/journal.hpp"
#include "ingest/state_writer.hpp"
#include "outbox/call_pool.hpp"
#include "outbox/departure.hpp"
#include "outbox/errand_rounds.hpp"
#include "outbox/number_paces.hpp"
#include "outbox/send_rounds.hpp"
#include "outbox/sends_ledger.hpp"
#include "runtime/clock.hpp"
#include "runtime/figures.hpp"
#include "runtime/log.hpp"
#include "store/reader_pool.hpp"

namespace coexist {

/// The queue to the platform, in the owner: sends what is queued, one after another per recipient, at the number's
/// pace, and runs errands (reads and other calls that may be repeated). Before a send leaves, that it will is durable;
/// what the platform answers goes into the journal before anything else happens.
class Outbox {
  public:
    using Errand = ErrandRounds::Errand;
    using Upload = Departure::Upload;
    using Rate = NumberPaces::Rate;

    Outbox(StateWriter& writer, Journal& journal, ReaderPool& readers, const Channels& channels,
           const TokenCipher& cipher, const SendsLedger& ledger, Clock clock, Log log);
    ~Outbox();
    Outbox(const Outbox&) = delete;
    Outbox& operator=(const Outbox&) = delete;

    /// Before start().
    void on_errand(Errand errand) { errands_.on_errand(std::move(errand)); }
    /// `end_uploads`: ends those that run, at a stop. `directory`: the state's, where the files lie.
    void on_upload(Upload upload, std::function<void()> end_uploads, std::string directory) {
        departure_.on_upload(std::move(upload), std::move(directory));
        end_uploads_ = std::move(end_uploads);
    }
    void on_rate(Rate rate) { paces_.on_rate(std::move(rate)); }
    void count_in(std::shared_ptr<Figures> figures) {
        figures_ = figures;
        paces_.count_in(std::move(figures));
    }

    void start();
    /// Takes nothing new, waits for running calls until the deadline, then ends them. What ended without an answer is
    /// unknown at the next start.
    void stop(std::uint32_t deadline_ms);
    /// Something was committed that may be work.
    void wake();
    /// A message of a guest or of the phone went over this number just now: the platform counts it with what is sent.
    void came(std::int64_t account) { paces_.came(account, steady_us()); }

  private:
    void dispatch();
    /// Hands out what may leave now; answers in how many milliseconds to look again.
    std::int64_t hand_out();
    /// How far our clock is from the platform's, as its answers told, for whoever judges a window.
    void keep_clock_skew(std::int64_t now);

    StateWriter& writer_;
    ReaderPool& readers_;
    const Channels& channels_;
    const Clock clock_;
    const Log log_;
    NumberPaces paces_;
    CallPool pool_;
    Departure departure_;
    SendRounds sends_;
    ErrandRounds errands_;
    std::function<void()> end_uploads_;
    std::shared_ptr<Figures> figures_ = std::make_shared<Figures>();

    std::mutex guard_;
    std::condition_variable wanted_;
    bool woken_ = false;
    bool running_ = false;
    bool begun_ = false;             ///< the dispatcher's
    std::int64_t skew_kept_at_ = 0;  ///< likewise; Unix ms
    std::thread dispatcher_;
};

}  // namespace coexist
