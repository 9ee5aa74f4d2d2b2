#include "ingest/disk_use.hpp"

#include <sys/statvfs.h>

#include <algorithm>
#include <filesystem>

#include "store/state_schema.hpp"

namespace coexist {
namespace fs = std::filesystem;
namespace {

constexpr auto measured_every = std::chrono::seconds(2);

constexpr int media_share = 50;

std::int64_t bytes_below(const std::string& directory, const fs::path& but_not) {
    std::int64_t bytes = 0;
    std::error_code error;
    const fs::recursive_directory_iterator end;
    for (fs::recursive_directory_iterator entry(directory, error); !error && entry != end; entry.increment(error)) {
        std::error_code gone;
        if (entry->path() == but_not) {
            entry.disable_recursion_pending();
            continue;
        }
        if (!entry->is_regular_file(gone) || gone) continue;
        const std::uintmax_t size = entry->file_size(gone);
        if (!gone) bytes += static_cast<std::int64_t>(size);
    }
    return bytes;
}

}  // namespace

DiskUse::Measure DiskUse::look() {
    const std::lock_guard lock(guard_);
    const auto now = std::chrono::steady_clock::now();
    if (last_budget_ == budget_ && now - measured_at_ < measured_every) return last_;
    const Measure before = last_;
    last_ = measure();
    last_budget_ = budget_;
    measured_at_ = now;
    if (last_.refuses_history() && !before.refuses_history()) {
        log_.error("disk", "90 % of the state's space is used: imported history is refused, live messages are taken");
    } else if (last_.warns() && !before.warns()) {
        log_.warn("disk", "80 % of the state's space is used");
    }
    return last_;
}

// Files of messages may be a hundred thousand: looking at them takes at most a fiftieth of the time.
std::int64_t DiskUse::media_bytes() {
    const auto began = std::chrono::steady_clock::now();
    if (began < media_due_) return media_bytes_;
    media_bytes_ = bytes_below(media_directory(directory_), {});
    const auto ended = std::chrono::steady_clock::now();
    media_due_ = ended + (ended - began) * media_share;
    return media_bytes_;
}

DiskUse::Measure DiskUse::measure() {
    Measure found;
    found.used = bytes_below(directory_, media_directory(directory_)) + media_bytes();
    found.limit = budget_;
    struct statvfs disk {};
    if (::statvfs(directory_.c_str(), &disk) == 0) {
        const std::int64_t has = found.used + static_cast<std::int64_t>(disk.f_bavail * disk.f_frsize);
        found.limit = found.limit == 0 ? has : std::min(found.limit, has);
    }
    return found;
}

}  // namespace coexist
