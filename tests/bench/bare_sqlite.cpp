#include "bare_sqlite.hpp"

#include <cstdio>
#include <cstdlib>

namespace bench {

BareDatabase::BareDatabase(const std::string& path) {
    expect(sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                           nullptr),
           SQLITE_OK);
    sqlite3_db_config(database_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-16384;"
        "PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=OFF");
    begin_ = prepare("BEGIN IMMEDIATE");
    commit_ = prepare("COMMIT");
}

BareDatabase::~BareDatabase() {
    for (sqlite3_stmt* statement : statements_) sqlite3_finalize(statement);
    sqlite3_close(database_);
}

void BareDatabase::expect(int code, int wanted) const {
    if (code == wanted) return;
    std::fprintf(stderr, "the bare program's SQLite failed: %s\n", sqlite3_errmsg(database_));
    std::abort();
}

void BareDatabase::run(const char* statements) {
    expect(sqlite3_exec(database_, statements, nullptr, nullptr, nullptr), SQLITE_OK);
}

sqlite3_stmt* BareDatabase::prepare(const char* statement) {
    sqlite3_stmt* prepared = nullptr;
    expect(sqlite3_prepare_v3(database_, statement, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr), SQLITE_OK);
    statements_.push_back(prepared);
    return prepared;
}

bool BareDatabase::step(sqlite3_stmt* statement) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) return true;
    expect(code, SQLITE_DONE);
    sqlite3_reset(statement);
    return false;
}

void BareDatabase::checkpoint() {
    sqlite3_wal_checkpoint_v2(database_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

}  // namespace bench
