#include "second_checkpointer.hpp"

#include <sqlite3.h>

#include <stdexcept>
#include <utility>

namespace walreset {
namespace {

// SQLite's VFS knows no context of ours; there is one such connection in this program.
sqlite3_vfs* unix_vfs = nullptr;
sqlite3_io_methods late_methods;
int (*unix_unfetch)(sqlite3_file*, sqlite3_int64, void*) = nullptr;
std::function<void()>* at_the_worst_moment = nullptr;
bool checkpointing = false;

int late_unfetch(sqlite3_file* file, sqlite3_int64 offset, void* page) {
    if (std::exchange(checkpointing, false)) (*at_the_worst_moment)();
    return unix_unfetch(file, offset, page);
}

int open_late(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    const int result = unix_vfs->xOpen(unix_vfs, name, file, flags, out_flags);
    if (result != SQLITE_OK || (flags & SQLITE_OPEN_MAIN_DB) == 0 || file->pMethods->iVersion < 3) return result;
    late_methods = *file->pMethods;
    unix_unfetch = late_methods.xUnfetch;
    late_methods.xUnfetch = late_unfetch;
    file->pMethods = &late_methods;
    return result;
}

}  // namespace

SecondCheckpointer::SecondCheckpointer(const std::string& path, std::function<void()> meanwhile) {
    at_the_worst_moment = new std::function<void()>(std::move(meanwhile));
    unix_vfs = sqlite3_vfs_find(nullptr);
    static sqlite3_vfs late = *unix_vfs;
    late.zName = "late";
    late.pNext = nullptr;
    late.xOpen = open_late;
    sqlite3_vfs_register(&late, 0);
    // It learns that there is a WAL by reading.
    if (sqlite3_open_v2(path.c_str(), &connection_, SQLITE_OPEN_READWRITE, "late") != SQLITE_OK ||
        sqlite3_exec(connection_, "SELECT count(*) FROM sqlite_master", nullptr, nullptr, nullptr) != SQLITE_OK) {
        throw std::runtime_error(sqlite3_errmsg(connection_));
    }
}

SecondCheckpointer::~SecondCheckpointer() {
    sqlite3_close(connection_);
    delete std::exchange(at_the_worst_moment, nullptr);
}

void SecondCheckpointer::checkpoint() {
    checkpointing = true;
    sqlite3_wal_checkpoint_v2(connection_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    checkpointing = false;
}

}  // namespace walreset
