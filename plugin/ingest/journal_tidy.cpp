#include "ingest/journal_tidy.hpp"

#include <SQLiteCpp/Exception.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <utility>

#include "runtime/thread.hpp"
#include "store/journal_segment.hpp"

namespace coexist {
namespace {

constexpr auto look_every = std::chrono::seconds(1);
constexpr std::uint64_t few_rows = 200;  // in that time
constexpr int quiet_looks = 3;  // a segment's worth of writing is a long wait for a delivery that comes meanwhile
constexpr int niceness = 10;
constexpr auto longest_turn = std::chrono::milliseconds(200);

}  // namespace

JournalTidy::JournalTidy(std::string directory, std::function<std::uint64_t()> applied)
    : directory_(std::move(directory)), applied_(std::move(applied)) {}

JournalTidy::~JournalTidy() {
    stop();
}

void JournalTidy::start(std::set<std::string> finished) {
    const std::lock_guard lock(guard_);
    if (running_) return;
    running_ = true;
    thread_ = start_thread("wa-tidy", [this, finished = std::move(finished)] { work(finished); });
}

void JournalTidy::stop() {
    {
        const std::lock_guard lock(guard_);
        running_ = false;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void JournalTidy::add(const std::vector<std::string>& finished) {
    {
        const std::lock_guard lock(guard_);
        waiting_.insert(waiting_.end(), finished.begin(), finished.end());
    }
    changed_.notify_all();
}

void JournalTidy::work(const std::set<std::string>& finished) {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);  // of this thread alone
    std::vector<std::string> untidy;
    for (const std::string& name : finished) {
        if (is_untidy(directory_, name)) untidy.push_back(name);
    }
    add(untidy);
    std::uint64_t before = applied_();
    int quiet = 0;
    while (wait_for_work()) {
        const std::uint64_t now = applied_();
        quiet = now - before < few_rows ? quiet + 1 : 0;
        before = now;
        if (quiet >= quiet_looks) tidy_some();
    }
}

bool JournalTidy::wait_for_work() {
    std::unique_lock lock(guard_);
    changed_.wait(lock, [this] { return !waiting_.empty() || !running_; });
    changed_.wait_for(lock, look_every, [this] { return !running_; });
    return running_;
}

void JournalTidy::tidy_some() {
    const auto end = std::chrono::steady_clock::now() + longest_turn;
    std::vector<std::string> read_now;
    while (std::chrono::steady_clock::now() < end) {
        std::string name;
        {
            const std::lock_guard lock(guard_);
            if (waiting_.empty() || !running_) break;
            name = std::move(waiting_.front());
            waiting_.pop_front();
        }
        try {
            if (!tidy_segment(directory_, name)) read_now.push_back(name);
        } catch (
            const SQLite::Exception&) {  // NOLINT(bugprone-empty-catch): it stays as it is; who reads it will say so
        }
    }
    add(read_now);
}

}  // namespace coexist
