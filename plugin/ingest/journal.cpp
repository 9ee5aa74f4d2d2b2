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
    try {
        if (segment_) segment_->seal(clock_.now_ms());
    } catch (const std::exception& error) {
        log_.warn("journal", std::string("the segment stays unsealed: ") + error.what());
    }
    segment_.reset();
}

bool Journal::store(const std::vector<Waiting>& group) {
    std::vector<const JournalRow*> rows;
    rows.reserve(group.size());
    for (const Waiting& waiting : group) rows.push_back(&waiting.row);
    std::string trouble;
    try {
        if (segment_ && segment_->bytes() > rotate_bytes_) {
            segment_->seal(clock_.now_ms());
            segment_.reset();
        }
        if (!segment_) segment_ = std::make_unique<SegmentWriter>(directory_, clock_.now_ms());
        while (!segment_->append(rows)) segment_ = std::make_unique<SegmentWriter>(directory_, clock_.now_ms());
    } catch (const std::exception& error) {
        trouble = error.what();
        // Whether the failed commit is on disk is unknown; a new file keeps that question apart from what follows.
        segment_.reset();
        log_.error("journal", "deliveries cannot be stored and are refused with 503: " + trouble);
    }
    const std::lock_guard lock(guard_);
    trouble_ = trouble;
    return trouble.empty();
}

void Journal::tell(const std::vector<Waiting>& group, bool durable) {
    for (const Waiting& waiting : group) waiting.done(waiting.ctx, durable);
}

}  // namespace coexist
