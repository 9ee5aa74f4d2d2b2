#include "bare_journal.hpp"

#include <chrono>
#include <filesystem>

#include "thread_times.hpp"

namespace bench {
namespace {

constexpr std::int64_t segment_bytes = 64 << 20;

}  // namespace

BareJournal::BareJournal(std::string directory, Told durable)
    : directory_(std::move(directory)), durable_(std::move(durable)), thread_([this] { work(); }) {}

BareJournal::~BareJournal() {
    {
        const std::lock_guard lock(guard_);
        running_ = false;
    }
    came_.notify_all();
    thread_.join();
}

void BareJournal::append(BareRow row) {
    const std::lock_guard lock(guard_);
    queue_.push_back(std::move(row));
    if (queue_.size() == 1) came_.notify_one();
}

void BareJournal::work() {
    name_thread("bare-journal");
    std::vector<BareRow> group;
    for (;;) {
        {
            std::unique_lock lock(guard_);
            came_.wait(lock, [this] { return !queue_.empty() || !running_; });
            if (queue_.empty()) return;
            group.swap(queue_);
        }
        store(group);
        durable_(group);
        group.clear();
    }
}

void BareJournal::open_segment() {
    std::string name;
    do {
        name = directory_ + "/" + std::to_string(segments_++) + ".bare";
    } while (std::filesystem::exists(name));
    segment_ = std::make_unique<BareDatabase>(name);
    segment_->run(
        "CREATE TABLE entry(id INTEGER PRIMARY KEY, received_at BIGINT NOT NULL, kind SMALLINT NOT NULL, "
        "lane SMALLINT NOT NULL, road TEXT NOT NULL, body BLOB NOT NULL)");
    insert_ = segment_->prepare("INSERT INTO entry(received_at, kind, lane, road, body) VALUES(?, 1, 0, 'hotel', ?)");
    bytes_ = 0;
}

void BareJournal::store(const std::vector<BareRow>& group) {
    if (!segment_ || bytes_ > segment_bytes) open_segment();
    const std::int64_t now =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    segment_->begin();
    for (const BareRow& row : group) {
        sqlite3_bind_int64(insert_, 1, now);
        sqlite3_bind_blob(insert_, 2, row.body.data(), static_cast<int>(row.body.size()), SQLITE_STATIC);
        segment_->step(insert_);
        bytes_ += static_cast<std::int64_t>(row.body.size());
    }
    segment_->commit();
}

}  // namespace bench
