#include "store/watched_files.hpp"

#include <atomic>
#include <stdexcept>

namespace rooms {
namespace {

std::atomic<int> databases_opened{0};
std::atomic<int> wals_synced{0};
const sqlite3_vfs* real = nullptr;
sqlite3_io_methods counting{};
int (*real_sync)(sqlite3_file*, int) = nullptr;

int count_and_sync(sqlite3_file* file, int flags) {
    ++wals_synced;
    return real_sync(file, flags);
}

int count_and_open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    if ((flags & SQLITE_OPEN_MAIN_DB) != 0) ++databases_opened;
    const int code = real->xOpen(vfs, name, file, flags, out);
    if (code == SQLITE_OK && (flags & SQLITE_OPEN_WAL) != 0) {
        counting = *file->pMethods;
        real_sync = counting.xSync;
        counting.xSync = count_and_sync;
        file->pMethods = &counting;
    }
    return code;
}

}  // namespace

WatchedFiles::WatchedFiles() : vfs_(*sqlite3_vfs_find(nullptr)) {
    real = sqlite3_vfs_find(nullptr);
    vfs_.xOpen = count_and_open;
    vfs_.zName = "watched";
    vfs_.pNext = nullptr;
    databases_opened = wals_synced = 0;
    if (sqlite3_vfs_register(&vfs_, 1) != SQLITE_OK) throw std::runtime_error("SQLite's files cannot be watched");
}

WatchedFiles::~WatchedFiles() {
    sqlite3_vfs_unregister(&vfs_);
}

int WatchedFiles::opened() {
    return databases_opened;
}

int WatchedFiles::wal_syncs() {
    return wals_synced;
}

}  // namespace rooms
