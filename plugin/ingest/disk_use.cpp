#include "ingest/disk_use.hpp"

#include <sys/statvfs.h>

#include <algorithm>
#include <filesystem>

namespace coexist {
namespace fs = std::filesystem;
namespace {

constexpr auto measured_every = std::chrono::seconds(2);

std::int64_t bytes_below(const std::string& directory) {
    std::int64_t bytes = 0;
    std::error_code error;
    const fs::recursive_directory_iterator end;
    for (fs::recursive_directory_iterator entry(directory, error); !error && entry != end; entry.increment(error)) {
        std::error_code gone;
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

DiskUse::Measure DiskUse::measure() const {
    Measure found;
    found.used = bytes_below(directory_);
    found.limit = budget_;
    struct statvfs disk {};
    if (::statvfs(directory_.c_str(), &disk) == 0) {
        const std::int64_t has = found.used + static_cast<std::int64_t>(disk.f_bavail * disk.f_frsize);
        found.limit = found.limit == 0 ? has : std::min(found.limit, has);
    }
    return found;
}

}  // namespace coexist
