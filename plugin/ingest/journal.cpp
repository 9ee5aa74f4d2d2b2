#include "ingest/journal.hpp"

#include <SQLiteCpp/Exception.h>

#include "runtime/thread.hpp"

namespace coexist {

Journal::Journal(std::string directory, Clock clock, Log log, std::int64_t rotate_bytes)
    : directory_(std::move(directory)), clock_(clock), log_(std::move(log)), rotate_bytes_(rotate_bytes) {}

Journal::~Journal() {
    stop();
}

void Journal::start() {
    const std::lock_guard lock(guard_);
    if (running_) return;
    running_ = true;
    thread_ = start_thread("wa-journal", [this] { work(); });
}

void Journal::stop() {
    {
        const std::lock_guard lock(guard_);
        running_ = false;
    }
    arrived_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Journal::append(JournalRow row, Done done, void* ctx) {
    {
        const std::lock_guard lock(guard_);
        if (running_) {
            queue_.push_back({std::move(row), done, ctx});
            if (queue_.size() == 1) arrived_.notify_one();
            return;
        }
    }
    done(ctx, false);
}

bool Journal::append_and_wait(JournalRow row) {
    struct Answer {
        std::mutex guard;
        std::condition_variable given;
        bool there = false;
        bool durable = false;
    } answer;
    append(
        std::move(row),
        [](void* ctx, bool durable) {
            auto* waiting = static_cast<Answer*>(ctx);
            // Notified under the lock: the waiter's frame may be gone as soon as it is released.
            const std::lock_guard lock(waiting->guard);
            waiting->there = true;
            waiting->durable = durable;
            waiting->given.notify_one();
        },
        &answer);
    std::unique_lock lock(answer.guard);
    answer.given.wait(lock, [&] { return answer.there; });
    return answer.durable;
}

std::string Journal::trouble() const {
    const std::lock_guard lock(guard_);
    return trouble_;
}

void Journal::work() {
    std::vector<Waiting> group;
    for (;;) {
        {
            std::unique_lock lock(guard_);
            arrived_.wait(lock, [this] { return !queue_.empty() || !running_; });
            if (queue_.empty()) break;
            group.swap(queue_);
        }
        const bool durable = store(group);
        if (durable && appended_) appended_();
        tell(group, durable);
        group.clear();
    }
    end_segment();
}

bool Journal::store(const std::vector<Waiting>& group) {
    std::vector<const JournalRow*> rows;
    rows.reserve(group.size());
    for (const Waiting& waiting : group) rows.push_back(&waiting.row);
    const UnderWay::Scope flush(figures_->stores.flush);
    const bool in_old_file = segment_ != nullptr;
    std::string trouble = try_to_store(rows);
    if (!trouble.empty() && in_old_file) {
        log_.warn("journal", "a segment failed and is left, a new one takes its place: " + trouble);
        trouble = try_to_store(rows);
    }
    if (!trouble.empty()) ++figures_->stores.flushes_failed;
    if (!trouble.empty()) log_.error("journal", "deliveries cannot be stored and are refused with 503: " + trouble);
    const std::lock_guard lock(guard_);
    trouble_ = trouble;
    return trouble.empty();
}

std::string Journal::try_to_store(const std::vector<const JournalRow*>& rows) {
    try {
        if (segment_ && segment_->bytes() > rotate_bytes_) end_segment();
        if (!segment_) segment_ = std::make_unique<SegmentWriter>(directory_, clock_.now_ms());
        while (!segment_->append(rows)) segment_ = std::make_unique<SegmentWriter>(directory_, clock_.now_ms());
    } catch (const std::exception& error) {
        // After a failed sync the kernel forgets what it could not write, and a later sync of the same file succeeds
        // without it: so nothing more goes into this file. Whether the failed rows are in it is unknown; stored once
        // more in the next one they change nothing, because every row can be applied twice.
        segment_.reset();
        return error.what();
    }
    return {};
}

void Journal::end_segment() {
    try {
        if (segment_) segment_->seal(clock_.now_ms());
    } catch (const std::exception& error) {
        // The next owner seals it when this process is gone.
        log_.warn("journal", std::string("the segment stays unsealed: ") + error.what());
    }
    segment_.reset();
}

void Journal::tell(const std::vector<Waiting>& group, bool durable) {
    for (const Waiting& waiting : group) waiting.done(waiting.ctx, durable);
}

}  // namespace coexist
