#include "host/backup/restore.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <system_error>

#include "host/backup/in_use.hpp"

namespace crm {
namespace fs = std::filesystem;
namespace {

constexpr std::array data_names = {"plugins", "crm.db-wal", "crm.db-shm", "crm.db"};

Problem failed(const std::string& what) {
    return {"restore_failed", "The backup could not be restored: " + what + ".",
            "Mend that and restore again; the backup is unchanged, and nothing was deleted."};
}

Problem in_use(const DataFolder& folder, const std::string& who) {
    return {"data_in_use", "The data in " + folder.root.string() + " are in use by " + who + ".",
            "Stop it first. Nothing was changed."};
}

void sync(const fs::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = fd >= 0 && ::fsync(fd) == 0;
    const int error = errno;
    if (fd >= 0) ::close(fd);
    if (!synced) throw std::system_error(error, std::generic_category(), "cannot sync " + path.string());
}

/// The mark of the one serve of the folder, held while we work.
class ServeMark {
  public:
    explicit ServeMark(const DataFolder& folder)
        : fd_(::open(folder.serve_lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)),
          ours_(fd_ >= 0 && ::flock(fd_, LOCK_EX | LOCK_NB) == 0) {}
    ~ServeMark() {
        if (fd_ >= 0) ::close(fd_);
    }
    ServeMark(const ServeMark&) = delete;
    ServeMark& operator=(const ServeMark&) = delete;
    bool ours() const { return ours_; }

  private:
    int fd_;
    bool ours_;
};

/// Takes the unfinished copies away again, as long as nothing of the former data has been moved.
class Unfinished {
  public:
    explicit Unfinished(fs::path path) : path_(std::move(path)) { fs::remove_all(path_); }
    ~Unfinished() {
        std::error_code ignored;
        if (!begun_) fs::remove_all(path_, ignored);
    }
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;
    const fs::path& path() const { return path_; }
    void begin_moving() { begun_ = true; }

  private:
    const fs::path path_;
    bool begun_ = false;
};

bool has_data(const DataFolder& folder) {
    for (const char* name : data_names) {
        if (fs::exists(folder.root / name) && !fs::is_empty(folder.root / name)) return true;
    }
    return false;
}

std::string time_now() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &utc)};
}

/// Where a file of the backup goes: a plugin's state leaves the dated folder that the plugin made for it.
fs::path place_of(const BackupManifest& manifest, const std::string& file) {
    for (const BackupPlugin& plugin : manifest.plugins) {
        const std::string prefix = plugin.folder + "/";
        if (file.compare(0, prefix.size(), prefix) == 0) {
            return fs::path("plugins") / plugin.id / file.substr(prefix.size());
        }
    }
    return file;
}

/// Copies everything below `target`, compares what arrived, and brings it onto the disk.
std::optional<Problem> copy_all(const fs::path& backup, const BackupManifest& manifest, const fs::path& target) {
    fs::create_directories(target);
    fs::permissions(target, fs::perms::owner_all);
    for (const BackupFile& file : manifest.files) {
        const fs::path place = place_of(manifest, file.path);
        fs::create_directories((target / place).parent_path());
        fs::copy_file(backup / file.path, target / place);
        fs::permissions(target / place, fs::perms::owner_read | fs::perms::owner_write);
        sync(target / place);
        const Result<BackupFile> arrived = describe(target, place.string());
        if (!arrived) return arrived.problem();
        if (arrived.value().sha256 != file.sha256)
            return failed(place.string() + " did not arrive as it is in the backup");
    }
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(target)) {
        if (!entry.is_directory()) continue;
        fs::permissions(entry.path(), fs::perms::owner_all);
        sync(entry.path());
    }
    sync(target);
    return std::nullopt;
}

fs::path move_aside(const DataFolder& folder) {
    const std::string base = "replaced-" + time_now();
    fs::path aside = folder.root / base;
    for (int more = 2; !fs::create_directory(aside); ++more) aside = folder.root / (base + "-" + std::to_string(more));
    for (const char* name : data_names) {
        if (fs::exists(folder.root / name)) fs::rename(folder.root / name, aside / name);
    }
    sync(aside);
    return aside;
}

}  // namespace

Result<Restored> restore(const fs::path& backup, const DataFolder& folder, bool replace) {
    Result<BackupManifest> manifest = read_backup(backup);
    if (!manifest) return manifest.problem();
    if (const auto fault = check_backup(backup, manifest.value())) return *fault;
    Restored restored{manifest.value(), {}};
    try {
        fs::create_directories(folder.root);
        const ServeMark mark(folder);
        if (!mark.ours()) return in_use(folder, "a running crm-host serve");
        for (const char* name : data_names) {
            if (const auto user = user_of(folder.root / name)) return in_use(folder, *user);
        }
        Unfinished copies(folder.unfinished_restore());
        const bool present = has_data(folder);
        if (present && !replace) {
            return Problem{"data_present", "There are data in " + folder.root.string() + " already.",
                           "Name an empty folder with --data, or say --replace: what is there is then moved aside, not "
                           "deleted."};
        }
        if (auto problem = copy_all(backup, restored.manifest, copies.path())) return *problem;
        copies.begin_moving();
        if (present) restored.replaced = move_aside(folder);
        fs::remove_all(folder.root / "plugins");  // an empty one
        for (const char* name : data_names) {
            if (fs::exists(copies.path() / name)) fs::rename(copies.path() / name, folder.root / name);
        }
        sync(folder.root);
        fs::remove_all(copies.path());
        sync(folder.root);
    } catch (const std::system_error& error) {
        return failed(error.what());
    }
    return restored;
}

}  // namespace crm
