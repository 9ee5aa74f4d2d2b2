#include "outbox/outbox.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>

#include "runtime/thread.hpp"
#include "store/media.hpp"
#include "store/uploads.hpp"

namespace coexist {
namespace {

constexpr int workers = 4;
constexpr int checks_at_once = 2;
constexpr std::int64_t throughput_reached = 130429;  // Meta, "Error codes"
constexpr int slowed_rate = 5;                       // the older rule for coexistence numbers: safe in any case
constexpr std::int64_t slowed_us = 60'000'000;
constexpr std::size_t uploads_at_once = 2;
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

/// A session linked by QR has no such limit that is known.
std::int64_t pair_next_at(const AccountRow& account, const PairPace& pair, std::int64_t now_us) {
    return account.provider == Provider::meow ? now_us : pair.next_at(now_us);
}

/// The request with the platform's own id of the file in the place of ours.
std::string with_file(const SendRow& send, const std::string& file_id) {
    std::string body = send.body;
    const std::string ours = '"' + file_reference(send.operation_id.value) + '"';
    const std::size_t at = file_id.empty() ? std::string::npos : body.find(ours);
    if (at != std::string::npos) body.replace(at, ours.size(), '"' + file_id + '"');
    return body;
}

UploadRow upload_of(const AccountRow& account, const MediaRow& media) {
    return {account.id, media.content, media.mime_type, account.phone_number_id, {}, 0};
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
    if (end_uploads_) end_uploads_();
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
    for (const SendRow& send : next_in_line(*reader, now, wait_ms)) {
        const auto account = find_account(*reader, send.account);
        if (!account || waits_for_upload(*reader, send, *account)) continue;
        if (waits_for_pace(send, *account, steady_us(), wait_ms)) {
            give_back_upload(send);
            continue;
        }
        hand({key_of(send), [this, send] { this->send(send); }});
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

std::vector<SendRow> Outbox::next_in_line(Session& reader, std::int64_t now, std::int64_t& wait_ms) {
    std::set<std::string> taken;  // one a recipient, the oldest; those behind it wait
    for (const char* state : {"sending", "unknown"}) {
        for (const SendRow& send : sends_in_state(reader, state)) {
            if (send.state == "sending" || left_until(send.blocked_until, now) > 0) taken.insert(key_of(send));
        }
    }
    std::vector<SendRow> line;
    for (SendRow& send : sends_in_state(reader, "queued")) {
        const std::string key = key_of(send);
        if (!taken.insert(key).second || busy(key)) continue;
        if (const std::int64_t left = left_until(send.not_before, now); left > 0) {
            wait_ms = std::min(wait_ms, left);
            continue;
        }
        line.push_back(std::move(send));
    }
    const auto turn = [this](const SendRow& send) {
        const auto found = served_.find(key_of(send));
        return std::pair(send.campaign, found == served_.end() ? 0 : found->second);
    };
    std::stable_sort(line.begin(), line.end(),
                     [&](const SendRow& left, const SendRow& right) { return turn(left) < turn(right); });
    return line;
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
    Pace& pace = pace_of(account, now_us);
    PairPace& pair = pairs_[key_of(send)];
    if (const std::int64_t at = std::max(pace.next_at(now_us), pair_next_at(account, pair, now_us)); at > now_us) {
        wait_ms = std::min(wait_ms, (at - now_us) / 1000 + 1);
        if (paced_.emplace(send.operation_id.value, now_us).second) ++figures_->pace.waits;
        return true;
    }
    pace.take(now_us);
    pair.take(now_us);
    served_[key_of(send)] = ++turns_;
    if (const auto waited = paced_.find(send.operation_id.value); waited != paced_.end()) {
        figures_->pace.waited.observe_us(now_us - waited->second);
        paced_.erase(waited);
    }
    return false;
}

void Outbox::tell_pace(std::int64_t now_us) {
    constexpr std::size_t most_waiting = 10'000;
    if (served_.size() > most_waiting) served_.clear();
    if (pairs_.size() > most_waiting) {
        for (auto pair = pairs_.begin(); pair != pairs_.end();) {
            pair = pair->second.repaid(now_us) ? pairs_.erase(pair) : std::next(pair);
        }
    }
    if (paced_.size() > most_waiting) paced_.clear();  // those of them that failed meanwhile would stay for ever
    std::map<std::int64_t, double> levels;
    for (auto& [account, pace] : paces_) {
        if (const double level = pace.level(now_us); level > 0) levels.emplace(account, level);
    }
    figures_->pace.levels(std::move(levels));
}

Pace& Outbox::pace_of(const AccountRow& account, std::int64_t now_us) {
    constexpr std::int64_t ask_again_us = 10'000'000;
    const auto found = paces_.find(account.id);
    const bool fresh = found != paces_.end() && now_us < rated_[account.id] + ask_again_us;
    const auto slowed_until = [&] {
        const std::lock_guard lock(guard_);
        const auto slowed = slowed_.find(account.id);
        return slowed == slowed_.end() ? 0 : slowed->second;
    }();
    if (fresh && slowed_until == 0) return found->second;
    const int rate = rate_ ? rate_(account) : 1;
    rated_[account.id] = now_us;
    Pace& pace = found != paces_.end() ? found->second : paces_.emplace(account.id, Pace(rate)).first->second;
    pace.limit(now_us < slowed_until ? std::min(rate, slowed_rate) : rate);
    if (slowed_until != 0 && now_us >= slowed_until) {
        const std::lock_guard lock(guard_);
        slowed_.erase(account.id);
    }
    return pace;
}

void Outbox::slow_down(std::int64_t account) {
    const std::lock_guard lock(guard_);
    slowed_[account] = steady_us() + slowed_us;
}

void Outbox::give_back_upload(const SendRow& send) {
    const std::lock_guard lock(guard_);
    uploading_.erase(key_of(send));
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
            uploading_.erase(job.key);
            woken_ = true;
        }
        finished_.notify_all();
        wanted_.notify_one();
    }
}

void Outbox::send(const SendRow& row) {
    std::string file_id;
    if (row.file != 0) {
        auto given = file_at_platform(row);
        if (!given) return;
        file_id = std::move(*given);
    }
    bool may_leave = false;
    const bool durable =
        writer_.post_and_wait([&](WriteContext& context) { may_leave = ledger_.begin(context, row.operation_id); });
    if (durable && may_leave) keep(call(row, file_id));
}

Answer Outbox::call(const SendRow& row, const std::string& file_id) {
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
            outcome = channels_.at(account->provider)->send(*line, with_file(row, file_id));
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
    if (outcome.kind == CallOutcome::Kind::refused && outcome.error.code == throughput_reached) slow_down(row.account);
    Answer answer{row.operation_id, "send", {}};
    answer.said["asked_at"] = asked_at;
    answer.said["outcome"] = object_of(outcome);
    answer.said["attempt"] = row.attempts + 1;  // begin() counted it
    if (!outcome.wamid.empty()) answer.said["wamid"] = outcome.wamid;
    return answer;
}

bool Outbox::waits_for_upload(Session& reader, const SendRow& send, const AccountRow& account) {
    if (send.file == 0) return false;
    const auto media = find_media(reader, send.file);
    const std::int64_t since = clock_.now_ms() - upload_lifetime_ms;
    if (!media || !platform_id_of(reader, upload_of(account, *media), since).empty()) return false;
    const std::lock_guard lock(guard_);
    if (uploading_.size() >= uploads_at_once) return true;
    uploading_.insert(key_of(send));
    return false;
}

std::optional<std::string> Outbox::file_at_platform(const SendRow& row) {
    UploadOutcome outcome;
    outcome.kind = CallOutcome::Kind::refused;
    outcome.error.cure = Cure::fix;
    outcome.error.sentence = "The file of this message is not here any more.";
    outcome.error.next = "Upload it again and send a new message.";
    std::optional<AccountRow> account;
    std::optional<MediaRow> media;
    {
        auto reader = readers_.take();
        account = find_account(*reader, row.account);
        media = find_media(*reader, row.file);
        if (account && media) {
            const std::int64_t since = clock_.now_ms() - upload_lifetime_ms;
            std::string known = platform_id_of(*reader, upload_of(*account, *media), since);
            if (!known.empty()) return known;
        }
    }
    const bool here = account && media && media->state == MediaState::kept;
    if (here) {
        auto line = line_of(*account, cipher_);
        if (line) {
            outcome = upload_(*line, {media_path(directory_, media->tenant, media->content), media->mime_type});
        } else {
            outcome.error.cure = Cure::reconnect;
            outcome.error.effect = AccountEffect::token_invalid;
            outcome.error.sentence = line.problem().detail;
            outcome.error.next = line.problem().next;
        }
    }
    if (outcome.kind == CallOutcome::Kind::accepted) {
        UploadRow upload = upload_of(*account, *media);
        upload.platform_id = outcome.platform_id;
        upload.at = clock_.now_ms();
        // Lost, it is only given once more.
        writer_.post_and_wait([&](WriteContext& context) { save_upload(context.session, upload); });
        return outcome.platform_id;
    }
    // What came of it lies at the platform unused: a file may be given again, unlike a message.
    if (outcome.kind == CallOutcome::Kind::unknown) outcome.kind = CallOutcome::Kind::not_sent;
    writer_.post_and_wait([&](WriteContext& context) { ledger_.not_begun(context, row.operation_id, outcome); });
    return std::nullopt;
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
