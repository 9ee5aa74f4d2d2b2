#include "outbox/outbox.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <set>
#include <string>

#include "runtime/thread.hpp"
#include "store/platform_clock.hpp"

namespace coexist {
namespace {

constexpr std::int64_t look_again_ms = 1000;
constexpr std::int64_t keep_skew_ms = 30'000;
constexpr std::size_t enough_answers = 3;

}  // namespace

Outbox::Outbox(StateWriter& writer, Journal& journal, ReaderPool& readers, const Channels& channels,
               const TokenCipher& cipher, const SendsLedger& ledger, Clock clock, Log log)
    : writer_(writer),
      readers_(readers),
      channels_(channels),
      clock_(clock),
      log_(log),
      pool_(log),
      departure_(writer, journal, readers, channels, cipher, ledger, paces_, clock, log),
      sends_(pool_, departure_, paces_),
      errands_(writer, journal, pool_, clock, log) {}

Outbox::~Outbox() {
    stop(0);
}

void Outbox::start() {
    const std::lock_guard lock(guard_);
    if (running_) return;
    running_ = true;
    woken_ = true;
    pool_.start([this] { wake(); });
    dispatcher_ = start_thread("wa-outbox", [this] { dispatch(); });
}

void Outbox::stop(std::uint32_t deadline_ms) {
    {
        const std::lock_guard lock(guard_);
        running_ = false;
    }
    wanted_.notify_all();
    pool_.stop(deadline_ms);
    for (const auto& [provider, channel] : channels_) channel->abort();
    if (end_uploads_) end_uploads_();
    if (dispatcher_.joinable()) dispatcher_.join();
    pool_.join();
}

void Outbox::wake() {
    {
        const std::lock_guard lock(guard_);
        woken_ = true;
    }
    wanted_.notify_one();
}

void Outbox::dispatch() {
    std::int64_t wait_ms = 0;
    for (;;) {
        {
            std::unique_lock lock(guard_);
            wanted_.wait_for(lock, std::chrono::milliseconds(wait_ms), [this] { return woken_ || !running_; });
            if (!running_) return;
            woken_ = false;
        }
        try {
            wait_ms = hand_out();
        } catch (const std::exception& error) {
            log_.warn("outbox", std::string("the queue cannot be read: ") + error.what());
            wait_ms = look_again_ms;
        }
    }
}

std::int64_t Outbox::hand_out() {
    // Before the state: a call that ends in between is taken for one under way, and wakes us again.
    std::set<std::string> busy = pool_.busy();
    auto reader = readers_.take();
    // One view over all: a send that moves between two reads would be in neither, and one behind it overtake it.
    const Snapshot snapshot(*reader);
    const std::int64_t now = clock_.now_ms();
    std::int64_t wait_ms = look_again_ms;
    if (!begun_) sends_.begin(*reader, now);
    begun_ = true;
    sends_.hand_out(*reader, busy, now, wait_ms);
    errands_.hand_out(*reader, busy, now, wait_ms);
    keep_clock_skew(now);
    return std::max<std::int64_t>(wait_ms, 1);
}

void Outbox::keep_clock_skew(std::int64_t now) {
    if (now >= skew_kept_at_ && now < skew_kept_at_ + keep_skew_ms) return;
    const ClockSkew::Verdict told = figures_->calls.skew.verdict();
    if (told.answers < enough_answers) return;
    skew_kept_at_ = now;
    writer_.post([ahead_ms = told.median_ms, now](WriteContext& context) {
        coexist::keep_clock_skew(context.session, ahead_ms, now);
    });
}

}  // namespace coexist
