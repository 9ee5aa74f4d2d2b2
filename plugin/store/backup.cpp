#include "store/backup.hpp"

#include <fcntl.h>
#include <SQLiteCpp/Exception.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <system_error>

#include "store/journal_segment.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace fs = std::filesystem;
namespace {

constexpr const char* vacuum_into = "VACUUM INTO $1";

std::string name_at(std::int64_t now_ms) {
    const auto seconds = static_cast<std::time_t>(now_ms / 1000);
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::array<char, 32> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "whatsapp-%Y%m%dT%H%M%SZ", &utc);
    return {text.data(), length};
}

void sync(const fs::path& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags | O_RDONLY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int error = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (!synced) throw std::system_error(error, std::generic_category(), "cannot sync " + path.string());
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
        sync(partial_, O_DIRECTORY);
        fs::rename(partial_, whole_);
        finished_ = true;
        sync(whole_.parent_path(), O_DIRECTORY);
    }

  private:
    const fs::path whole_;
    const fs::path partial_;
    bool finished_ = false;
};

std::int64_t copy_database(const fs::path& from, const fs::path& to) {
    Session session(from.string(), Access::read);
    session.execute("PRAGMA query_only=OFF");  // it would keep VACUUM INTO from writing its new file
    session.sql(vacuum_into).with(to.string()).run();
    fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write);
    sync(to, 0);
    return static_cast<std::int64_t>(fs::file_size(to));
}

/// Whether the segment has its tables: its creator may be about to make them, and until then nothing is in it.
bool begun(const fs::path& segment) {
    Session session(segment.string(), Access::read);
    return session.scalar("SELECT count(*) FROM sqlite_master WHERE name = 'seal'") == 1;
}

/// So that whoever opens the copy knows that it is one: a send that was queued in it may have left since.
void mark_as_copy(const fs::path& state, std::int64_t now_ms) {
    Session session(state.string(), Access::rollback);
    set_meta_number(session, "copied_at", now_ms);
}

Backup copy_all(const std::string& directory, const fs::path& whole, std::int64_t now_ms) {
    Unfinished copy(whole);
    Backup made{whole.string(), 0, 0};
    const fs::path from(directory);
    if (fs::exists(from / "consumers.db"))
        made.bytes += copy_database(from / "consumers.db", copy.path() / "consumers.db");
    const fs::path state = copy.path() / fs::path(state_path(directory)).filename();
    made.bytes += copy_database(state_path(directory), state);
    mark_as_copy(state, now_ms);
    const fs::path journal(journal_directory(directory));
    const fs::path journal_copy = copy.path() / journal.filename();
    fs::create_directory(journal_copy);
    fs::permissions(journal_copy, fs::perms::owner_all);
    for (const std::string& segment : segments_in(journal.string())) {
        if (!begun(journal / segment)) continue;
        made.bytes += copy_database(journal / segment, journal_copy / segment);
        ++made.segments;
    }
    sync(journal_copy, O_DIRECTORY);
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
        return copy_all(directory, whole, now_ms);
    } catch (const SQLite::Exception& refused) {
        return failed(refused.what());
    } catch (const std::system_error& refused) {
        return failed(refused.what());
    }
}

}  // namespace coexist
