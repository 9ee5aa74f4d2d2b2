#include "store/backup.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "store/baseline.hpp"
#include "store/copy_manifest.hpp"
#include "store/copy_mark.hpp"
#include "store/durable.hpp"
#include "store/journal_segment.hpp"
#include "store/media_copy.hpp"
#include "store/progress.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace fs = std::filesystem;
namespace {

constexpr const char* vacuum_into = "VACUUM INTO $1";
constexpr const char* count_faults = "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'";

std::string name_at(std::int64_t now_ms) {
    const auto seconds = static_cast<std::time_t>(now_ms / 1000);
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::array<char, 32> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "whatsapp-%Y%m%dT%H%M%SZ", &utc);
    return {text.data(), length};
}

/// Holds the name until the copy is whole; a copy that was not finished is taken away.
class Unfinished {
  public:
    explicit Unfinished(const fs::path& whole) : whole_(whole), partial_(whole.string() + ".partial") {
        if (::mkdir(partial_.c_str(), S_IRWXU) != 0) {
            throw std::system_error(errno, std::generic_category(), "cannot create " + partial_.string());
        }
    }
    ~Unfinished() {
        std::error_code ignored;
        if (!finished_) fs::remove_all(partial_, ignored);
    }
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;

    [[nodiscard]] const fs::path& path() const { return partial_; }
    void finish() {
        sync_directory(partial_.string());
        fs::rename(partial_, whole_);
        finished_ = true;
        sync_directory(whole_.parent_path().string());
    }

  private:
    const fs::path whole_;
    const fs::path partial_;
    bool finished_ = false;
};

void copy_database(const fs::path& from, const fs::path& to) {
    Session session(from.string(), Access::read);
    session.execute("PRAGMA query_only=OFF");  // it would keep VACUUM INTO from writing its new file
    session.sql(vacuum_into).with(to.string()).run();
    fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write);
}

/// Whether the segment has its tables: its creator may be about to make them, and until then nothing is in it.
bool begun(const fs::path& segment) {
    Session session(segment.string(), Access::read);
    return session.scalar("SELECT count(*) FROM sqlite_master WHERE name = 'seal'") == 1;
}

void verify(const fs::path& file) {
    Session session(file.string(), Access::read);
    if (session.scalar(count_faults) == 0) return;
    throw std::runtime_error("the copy of " + file.filename().string() + " is damaged");
}

/// All that the copied state has applied must be in the copied journal: else it could not be built anew from it.
void verify_covered(const fs::path& state, const fs::path& journal) {
    Session session(state.string(), Access::read);
    for (const auto& [lane, applied] : journal_progress(session)) {
        if (!fs::exists(journal / lane.first)) continue;  // expired
        if (SegmentReader(journal.string(), lane.first).newest() >= applied) continue;
        throw std::runtime_error("the journal segment " + lane.first + " has lost rows");
    }
}

enum class Files { with, without };

Backup copy_all(const std::string& directory, const fs::path& whole, std::int64_t now_ms, Files of_messages) {
    Unfinished copy(whole);
    std::vector<std::string> files;
    const auto take = [&](const std::string& name) {
        copy_database(fs::path(directory) / name, copy.path() / name);
        files.push_back(name);
    };
    if (fs::exists(fs::path(directory) / "consumers.db")) take("consumers.db");
    if (has_baseline(directory)) take(baseline_name);
    const std::string state = fs::path(state_path(directory)).filename().string();
    take(state);
    const fs::path journal(journal_directory(directory));
    const fs::path journal_copy = copy.path() / journal.filename();
    fs::create_directory(journal_copy);
    fs::permissions(journal_copy, fs::perms::owner_all);
    std::vector<std::string> segments;
    for (const std::string& segment : segments_in(journal.string())) {
        if (!begun(journal / segment)) continue;
        take((journal.filename() / segment).string());
        segments.push_back(segment);
    }
    {
        Session marked((copy.path() / state).string(), Access::rollback);
        mark_as_copy(marked, now_ms, segments);
    }
    for (const std::string& name : files) {
        sync_file((copy.path() / name).string());
        verify(copy.path() / name);
    }
    verify_covered(copy.path() / state, journal_copy);
    sync_directory(journal_copy.string());
    Backup made{whole.string(), 0, static_cast<std::int64_t>(segments.size())};
    if (of_messages == Files::with) {
        for (std::string& name : copy_media(directory, copy.path().string())) files.push_back(std::move(name));
    }
    made.bytes = write_copy_manifest(copy.path().string(), files, now_ms);
    copy.finish();
    return made;
}

bool inside(const fs::path& path, const fs::path& directory) {
    const auto [end, unused] = std::mismatch(directory.begin(), directory.end(), path.begin(), path.end());
    return end == directory.end();
}

Problem failed(const std::string& why) {
    return {Refusal::unavailable,
            "backup_failed",
            "The backup could not be made: " + why + ".",
            "Look at the disk's space and rights, then try again; nothing was changed and nothing half-made was left.",
            {}};
}

}  // namespace

Backup copy_state(const std::string& directory, const std::string& whole, std::int64_t now_ms) {
    return copy_all(directory, whole, now_ms, Files::without);
}

Result<Backup> back_up(const std::string& directory, const std::string& target, std::int64_t now_ms) {
    const fs::path base(target);
    if (!base.is_absolute() || target.find('\0') != std::string::npos) {
        return Problem{Refusal::invalid,
                       "directory_invalid",
                       "The directory for the backup is not an absolute path.",
                       "Name it from the root of the machine that the host runs on, as in /var/backups/crm.",
                       {}};
    }
    std::error_code error;
    if (!fs::is_directory(base, error)) {
        return Problem{Refusal::invalid,
                       "directory_missing",
                       "There is no such directory on the machine that the host runs on.",
                       "Create it, or mount the disk that it lies on, then try again.",
                       {}};
    }
    try {
        const fs::path real = fs::canonical(base);
        if (inside(real, fs::canonical(directory))) {
            return Problem{Refusal::invalid,
                           "directory_invalid",
                           "The directory for the backup lies inside the state itself.",
                           "Choose one outside of it, best on another disk.",
                           {}};
        }
        const fs::path whole = real / name_at(now_ms);
        if (fs::exists(whole) || fs::exists(whole.string() + ".partial")) {
            return Problem{Refusal::conflict,
                           "backup_exists",
                           "There is a backup of this second already, or one is being made.",
                           "Wait a second and try again.",
                           {}};
        }
        return copy_all(directory, whole, now_ms, Files::with);
    } catch (const std::exception& refused) {
        return failed(refused.what());
    }
}

}  // namespace coexist
