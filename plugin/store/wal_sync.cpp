#include "store/wal_sync.hpp"

#include <sqlite3.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>

namespace coexist {

// Through SQLite's own descriptor: closing another one of the same file would end the process's locks on it.
void sync_wal(const std::string& database) {
    SQLite::Database opened(database, SQLite::OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, 5000);
    sqlite3_db_config(opened.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    opened.exec("PRAGMA schema_version");  // the first read opens the WAL
    sqlite3_file* wal = nullptr;
    sqlite3_file_control(opened.getHandle(), nullptr, SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&wal));
    if (wal == nullptr || wal->pMethods == nullptr) return;
    if (const int code = wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL); code != SQLITE_OK) {
        throw SQLite::Exception("cannot sync the WAL of " + database, code);
    }
}

}  // namespace coexist
