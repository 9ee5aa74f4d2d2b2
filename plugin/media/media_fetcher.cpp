#include "media/media_fetcher.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include "runtime/thread.hpp"
#include "runtime/under_way.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace {

constexpr int workers = 3;
constexpr int looked_at_once = 64;
constexpr std::int64_t look_again_ms = 60'000;
constexpr std::int64_t look_at_trouble_again_ms = 2'000;
constexpr std::int64_t young_ms = 60LL * 60 * 1000;

namespace fs = std::filesystem;

/// What was written within the last hour may be somebody's upload: another process's, or one whose row is on its way.
bool old_enough(const fs::directory_entry& file) {
    std::error_code gone;
    const auto written = file.last_write_time(gone);
    return !gone && fs::file_time_type::clock::now() - written > std::chrono::milliseconds(young_ms);
}

/// Half downloads are begun anew; uploads are others' and go on.
void remove_leftovers(const std::string& folder) {
    std::error_code nothing_there;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, nothing_there)) {
        const bool upload = entry.path().filename().string().rfind(upload_prefix, 0) == 0;
        std::error_code gone;
        if (!upload || old_enough(entry)) fs::remove_all(entry.path(), gone);
    }
}

}  // namespace

MediaFetcher::MediaFetcher(StateWriter& writer, const MediaBook& book, MediaNeeds needs, Log log)
    : writer_(writer), book_(book), needs_(std::move(needs)), log_(std::move(log)) {}

MediaFetcher::~MediaFetcher() {
    stop();
}

void MediaFetcher::start() {
    const std::lock_guard lock(guard_);
    if (running_) return;
    remove_leftovers(incoming_folder(needs_.directory));
    running_ = true;
    woken_ = true;
    threads_.push_back(start_thread("wa-media", [this] { dispatch(); }));
    for (int worker = 0; worker < workers; ++worker) threads_.push_back(start_thread("wa-fetch", [this] { work(); }));
}

void MediaFetcher::stop() {
    {
        const std::lock_guard lock(guard_);
        running_ = false;
        jobs_.clear();
    }
    wanted_.notify_all();
    offered_.notify_all();
    if (!threads_.empty()) needs_.desk.abort();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    busy_.clear();
}

void MediaFetcher::wake() {
    {
        const std::lock_guard lock(guard_);
        woken_ = true;
    }
    wanted_.notify_one();
}

void MediaFetcher::forget(std::vector<MediaContent> contents) {
    {
        const std::lock_guard lock(guard_);
        for (MediaContent& one : contents) forgotten_.push_back(std::move(one));
        woken_ = true;
    }
    wanted_.notify_one();
}

bool MediaFetcher::running() {
    const std::lock_guard lock(guard_);
    return running_;
}

void MediaFetcher::dispatch() {
    std::int64_t wait_ms = 0;
    constexpr int sweeps = 2;  // what was too young at the start is old enough at the second
    int swept = 0;
    std::int64_t sweep_at = 0;
    for (;;) {
        std::vector<MediaContent> forgotten;
        {
            std::unique_lock lock(guard_);
            wanted_.wait_for(lock, std::chrono::milliseconds(wait_ms), [this] { return woken_ || !running_; });
            if (!running_) return;
            woken_ = false;
            forgotten.swap(forgotten_);
        }
        try {
            wait_ms = hand_out();
            for (const MediaContent& one : forgotten) {
                take_away(media_path(needs_.directory, one.tenant, one.content));
            }
            if (swept < sweeps && steady_us() / 1000 >= sweep_at) {
                sweep();
                ++swept;
                sweep_at = steady_us() / 1000 + 2 * young_ms;
            }
        } catch (const std::exception& error) {
            log_.warn("media", std::string("the list of files cannot be read: ") + error.what());
            wait_ms = look_at_trouble_again_ms;
        }
    }
}

void MediaFetcher::take_away(const std::string& path) {
    const std::lock_guard lock(publishing_);
    if (!media_file_wanted(*needs_.readers.take(), needs_.directory, path)) ::unlink(path.c_str());
}

void MediaFetcher::sweep() {
    std::error_code error;
    fs::recursive_directory_iterator entry(media_directory(needs_.directory), error);
    for (const fs::recursive_directory_iterator end; !error && entry != end && running(); entry.increment(error)) {
        std::error_code gone;
        if (entry->path() == incoming_folder(needs_.directory)) entry.disable_recursion_pending();
        if (entry->is_regular_file(gone) && old_enough(*entry)) take_away(entry->path().string());
    }
}

std::int64_t MediaFetcher::hand_out() {
    if (needs_.disk.look().refuses_history()) return look_at_trouble_again_ms;  // the rest is for messages
    const std::int64_t now = needs_.clock.now_ms();
    std::vector<MediaRow> due;
    std::int64_t next = 0;
    {
        auto reader = needs_.readers.take();
        due = media_due(*reader, now, looked_at_once);
        next = next_media_at(*reader, now);
    }
    {
        const std::lock_guard lock(guard_);
        for (MediaRow& row : due) {
            if (!running_ || jobs_.size() >= static_cast<std::size_t>(workers)) break;
            if (busy_.insert(row.account).second) jobs_.push_back(std::move(row));
        }
    }
    offered_.notify_all();
    return next == 0 ? look_again_ms : std::clamp<std::int64_t>(next - now, 1, look_again_ms);
}

void MediaFetcher::work() {
    for (;;) {
        MediaRow row;
        {
            std::unique_lock lock(guard_);
            offered_.wait(lock, [this] { return !jobs_.empty() || !running_; });
            if (!running_) return;
            row = std::move(jobs_.front());
            jobs_.pop_front();
        }
        fetch(row);
        {
            const std::lock_guard lock(guard_);
            busy_.erase(row.account);
            woken_ = true;
        }
        wanted_.notify_one();
    }
}

void MediaFetcher::fetch(const MediaRow& row) {
    MediaTry tried = try_media(needs_, row);
    if (!running()) return;  // cut off by us: that says nothing about the file
    const std::string state(name_of(tried.verdict.state));
    const bool final = tried.verdict.state != MediaState::waiting && tried.verdict.state != MediaState::kept;
    if (keep(row, std::move(tried))) {
        if (final) log_.warn("media", media_id(row.key).value + " is not fetched: " + state);
        return;
    }
    std::unique_lock lock(guard_);
    offered_.wait_for(lock, std::chrono::milliseconds(look_at_trouble_again_ms), [this] { return !running_; });
}

bool MediaFetcher::keep(const MediaRow& row, MediaTry tried) {
    const auto settle = [&](bool& kept) {
        return writer_.post_and_wait(
            [&](WriteContext& context) { kept = book_.settle(context, row.key, tried.verdict); });
    };
    bool kept = false;
    if (!tried.file) return settle(kept);
    const std::lock_guard lock(publishing_);
    const std::string path = media_path(needs_.directory, row.tenant, tried.verdict.content);
    try {
        tried.file->publish(path);
    } catch (const std::exception& error) {
        log_.error("media", std::string("a file could not be stored: ") + error.what());
        return false;
    }
    const bool settled = settle(kept);
    // Whether a transaction that failed left its mark is not known; a name too many does no harm.
    if (settled && !kept && !media_file_wanted(*needs_.readers.take(), needs_.directory, path)) ::unlink(path.c_str());
    return settled;
}

}  // namespace coexist
