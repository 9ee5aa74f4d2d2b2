#include "outbox/outbox.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>

#include "runtime/thread.hpp"

namespace coexist {
namespace {

constexpr int workers = 4;
constexpr int checks_at_once = 2;
constexpr std::int64_t look_again_ms = 1000;
// No wait of ours is longer: one that seems to be was begun before the machine's clock was set back.
constexpr std::int64_t longest_wait_ms = 20 * 60 * 1000;
constexpr int attempts_to_keep = 25;
constexpr auto pause_between = std::chrono::milliseconds(200);

/// Milliseconds until `at`; none when it is over, or was told by a clock that has been set back since.
std::int64_t left_until(std::int64_t at, std::int64_t now, std::int64_t longest = longest_wait_ms) {
    return at - now > longest ? 0 : std::max<std::int64_t>(at - now, 0);
}

// A connection waits for people and for the platform's 24 hours; everything else is tried again within minutes.
std::int64_t longest_wait_of(const ErrandRow& errand) {
    return errand.kind.rfind("connect:", 0) == 0 ? 25LL * 60 * 60 * 1000 : longest_wait_ms;
}

std::string key_of(const SendRow& send) {
    return std::to_string(send.account) + ">" + send.recipient;
}

}  // namespace

Outbox::Outbox(StateWriter& writer, Journal& journal, ReaderPool& readers, const Channels& channels,
               const TokenCipher& cipher, const SendsLedger& ledger, Clock clock, Log log)
    : writer_(writer),
      journal_(journal),
      readers_(readers),
      channels_(channels),
      cipher_(cipher),
      ledger_(ledger),
      clock_(clock),
      log_(std::move(log)) {}

Outbox::~Outbox() {
    stop(0);
}

void Outbox::start() {
    const std::lock_guard lock(guard_);
    if (running_) return;
    running_ = true;
    woken_ = true;
    threads_.push_back(start_thread("wa-outbox", [this] { dispatch(); }));
    for (int worker = 0; worker < workers; ++worker) threads_.push_back(start_thread("wa-send", [this] { work(); }));
}

void Outbox::stop(std::uint32_t deadline_ms) {
    {
        std::unique_lock lock(guard_);
        running_ = false;
        for (const Job& job : jobs_) busy_.erase(job.key);  // never begun: nobody waits for them
        jobs_.clear();
        wanted_.notify_all();
        offered_.notify_all();
        finished_.wait_for(lock, std::chrono::milliseconds(deadline_ms), [this] { return busy_.empty(); });
    }
    for (const auto& [provider, channel] : channels_) channel->abort();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    busy_.clear();
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
    auto reader = readers_.take();
    // One view over all: a send that moves between two reads would be in neither, and one behind it overtake it.
    const Snapshot snapshot(*reader);
    const std::int64_t now = clock_.now_ms();
    std::int64_t wait_ms = look_again_ms;
    std::set<std::string> taken;  // one a recipient, the oldest; those behind it wait
    for (const char* state : {"sending", "unknown"}) {
        for (const SendRow& send : sends_in_state(*reader, state)) {
            if (send.state == "sending" || left_until(send.blocked_until, now) > 0) taken.insert(key_of(send));
        }
    }
    for (const SendRow& send : sends_in_state(*reader, "queued")) {
        const std::string key = key_of(send);
        if (!taken.insert(key).second || busy(key)) continue;
        if (const std::int64_t left = left_until(send.not_before, now); left > 0) {
            wait_ms = std::min(wait_ms, left);
            continue;
        }
        const auto account = find_account(*reader, send.account);
        if (!account) continue;
        if (waits_for_pace(send, *account, steady_us(), wait_ms)) continue;
        hand({key, [this, send] { this->send(send); }});
    }
    tell_pace(steady_us());
    forget_answered(*reader);
    for (const ErrandRow& errand : errands_made_once(*reader)) {
        const std::string key = "errand>" + errand.operation_id.value;
        if (busy(key) || answered(errand) || errand.leaving == Leaving::left) continue;
        if (const std::int64_t left = left_until(errand.not_before, now, longest_wait_of(errand)); left > 0) {
            wait_ms = std::min(wait_ms, left);
            continue;
        }
        hand({key, [this, errand] { run_errand(errand); }});
    }
    if (const std::int64_t next = hand_out_checks(*reader, now); next > 0) wait_ms = std::min(wait_ms, next - now);
    return std::max<std::int64_t>(wait_ms, 1);
}

// Few at once: sends must not wait behind ten thousand numbers that all became due while nobody worked the state.
std::int64_t Outbox::hand_out_checks(Session& reader, std::int64_t now) {
    int under_way = 0;
    // Twice as many as may run: some of the first may be under way, or answered and not applied yet.
    for (const ErrandRow& errand : checks_due(reader, now, 2 * checks_at_once)) {
        const std::string key = "errand>" + errand.operation_id.value;
        if (busy(key)) {
            ++under_way;
        } else if (!answered(errand) && under_way < checks_at_once) {
            ++under_way;
            hand({key, [this, errand] { run_errand(errand); }});
        }
    }
    return next_check_at(reader, now);
}

bool Outbox::waits_for_pace(const SendRow& send, const AccountRow& account, std::int64_t now_us,
                            std::int64_t& wait_ms) {
    Pace& pace = pace_of(account);
    if (const std::int64_t at = pace.next_at(now_us); at > now_us) {
        wait_ms = std::min(wait_ms, (at - now_us) / 1000 + 1);
        if (paced_.emplace(send.operation_id.value, now_us).second) ++figures_->pace.waits;
        return true;
    }
    pace.take(now_us);
    if (const auto waited = paced_.find(send.operation_id.value); waited != paced_.end()) {
        figures_->pace.waited.observe_us(now_us - waited->second);
        paced_.erase(waited);
    }
    return false;
}

void Outbox::tell_pace(std::int64_t now_us) {
    constexpr std::size_t most_waiting = 10'000;
    if (paced_.size() > most_waiting) paced_.clear();  // those of them that failed meanwhile would stay for ever
    std::map<std::int64_t, double> levels;
    for (auto& [account, pace] : paces_) {
        if (const double level = pace.level(now_us); level > 0) levels.emplace(account, level);
    }
    figures_->pace.levels(std::move(levels));
}

Pace& Outbox::pace_of(const AccountRow& account) {
    const auto found = paces_.find(account.id);
    if (found != paces_.end()) return found->second;
    return paces_.emplace(account.id, Pace(rate_ ? rate_(account) : 1)).first->second;
}

bool Outbox::busy(const std::string& key) {
    const std::lock_guard lock(guard_);
    return busy_.count(key) > 0;
}

void Outbox::hand(Job job) {
    {
        const std::lock_guard lock(guard_);
        if (!running_) return;
        busy_.insert(job.key);
        jobs_.push_back(std::move(job));
    }
    offered_.notify_one();
}

void Outbox::work() {
    for (;;) {
        Job job;
        {
            std::unique_lock lock(guard_);
            offered_.wait(lock, [this] { return !jobs_.empty() || !running_; });
            if (jobs_.empty()) return;
            job = std::move(jobs_.front());
            jobs_.pop_front();
        }
        try {
            job.run();
        } catch (const std::exception& error) {
            log_.error("outbox", std::string("a call ended badly: ") + error.what());
        }
        {
            const std::lock_guard lock(guard_);
            busy_.erase(job.key);
            woken_ = true;
        }
        finished_.notify_all();
        wanted_.notify_one();
    }
}

void Outbox::send(const SendRow& row) {
    bool may_leave = false;
    const bool durable =
        writer_.post_and_wait([&](WriteContext& context) { may_leave = ledger_.begin(context, row.operation_id); });
    if (durable && may_leave) keep(call(row));
}

Answer Outbox::call(const SendRow& row) {
    const std::int64_t asked_at = clock_.now_ms();
    SendOutcome outcome;
    outcome.kind = CallOutcome::Kind::not_sent;
    try {
        std::optional<AccountRow> account;
        {
            auto reader = readers_.take();
            account = find_account(*reader, row.account);
        }
        auto line = account ? line_of(*account, cipher_)
                            : Result<Line>(Problem{Refusal::not_found, "account_gone", "the account is gone.", {}, {}});
        if (line) {
            outcome.kind = CallOutcome::Kind::unknown;
            outcome = channels_.at(account->provider)->send(*line, row.body);
        } else {
            outcome.kind = CallOutcome::Kind::refused;
            outcome.error.cure = Cure::reconnect;
            outcome.error.effect = AccountEffect::token_invalid;
            outcome.error.sentence = line.problem().detail;
            outcome.error.next = line.problem().next;
        }
    } catch (const std::exception& error) {
        // It was marked as leaving, so it needs an end: else it would block its recipient until the next start.
        log_.error("outbox", "the call for " + row.operation_id.value + " ended badly: " + error.what());
        outcome.reason = std::string(error.what()) + ".";
    }
    Answer answer{row.operation_id, "send", {}};
    answer.said["asked_at"] = asked_at;
    answer.said["outcome"] = object_of(outcome);
    answer.said["attempt"] = row.attempts + 1;  // begin() counted it
    if (!outcome.wamid.empty()) answer.said["wamid"] = outcome.wamid;
    return answer;
}

bool Outbox::may_leave(const ErrandRow& row) {
    if (row.leaving == Leaving::free) return true;
    bool leaves = false;
    const bool durable = writer_.post_and_wait([&](WriteContext& context) {
        auto now = find_errand(context.session, row.operation_id);
        leaves = now && now->kind == row.kind && now->leaving == Leaving::once;
        if (!leaves) return;
        now->leaving = Leaving::left;
        update_errand(context.session, *now);
    });
    return durable && leaves;
}

void Outbox::run_errand(const ErrandRow& row) {
    if (!may_leave(row)) return;
    const std::int64_t asked_at = clock_.now_ms();
    Answer answer{row.operation_id, row.kind, {}};
    try {
        answer = errand_(row);
    } catch (const std::exception& error) {
        // An answer, so that it is made again after a while and not at once.
        log_.error("outbox", "the errand " + row.operation_id.value + " ended badly: " + error.what());
        CallOutcome failed;
        failed.kind = row.leaving == Leaving::free ? CallOutcome::Kind::not_sent : CallOutcome::Kind::unknown;
        failed.reason = std::string(error.what()) + ".";
        answer.said["outcome"] = object_of(failed);
    }
    answer.said["asked_at"] = asked_at;
    keep(answer);
    const std::lock_guard lock(guard_);
    answered_[row.operation_id.value] = {row.kind, row.attempts};
}

bool Outbox::answered(const ErrandRow& errand) {
    const std::lock_guard lock(guard_);
    const auto found = answered_.find(errand.operation_id.value);
    if (found == answered_.end()) return false;
    if (found->second == std::pair(errand.kind, errand.attempts))
        return true;  // its answer is in the journal, not in the state yet
    answered_.erase(found);
    return false;
}

void Outbox::forget_answered(Session& reader) {
    const std::lock_guard lock(guard_);
    for (auto known = answered_.begin(); known != answered_.end();) {
        known = find_errand(reader, OperationId(known->first)) ? std::next(known) : answered_.erase(known);
    }
}

void Outbox::keep(const Answer& answer) {
    JournalRow row;
    row.received_at = clock_.now_ms();
    row.kind = RowKind::answer;
    row.lane = Lane::command;
    row.body = text_of(answer);
    // The platform will not say it again: a full disk may be cleared meanwhile. Given up, a send is unknown after
    // the next start, which is the truth.
    for (int attempt = 0; attempt < attempts_to_keep; ++attempt) {
        if (journal_.append_and_wait(row)) return;
        std::this_thread::sleep_for(pause_between);
    }
    log_.error("outbox", "the platform's answer to " + answer.operation.value + " could not be stored");
}

}  // namespace coexist
