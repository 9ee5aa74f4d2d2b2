#include "store/session.hpp"

#include <sqlite3.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <sys/stat.h>

namespace coexist {
namespace {

std::uint64_t inode_of(const std::string& path) {
    struct stat file {};
    return ::stat(path.c_str(), &file) == 0 ? static_cast<std::uint64_t>(file.st_ino) : 0;
}

}  // namespace

Statement::Statement(std::unique_ptr<SQLite::Statement> prepared) : prepared_(std::move(prepared)) {}
Statement::~Statement() = default;

bool Statement::next() {
    return prepared_->executeStep();
}

int Statement::run() {
    int changed = 0;
    while (prepared_->executeStep()) {
    }
    changed = prepared_->getChanges();
    prepared_->reset();
    return changed;
}

void Statement::reset() {
    // A failed step leaves its error code behind; reset reports it again, which is no new failure.
    prepared_->tryReset();
    prepared_->clearBindings();
}

std::int64_t Statement::integer(int column) const {
    return prepared_->getColumn(column).getInt64();
}

std::string Statement::text(int column) const {
    return std::string(bytes(column));
}

std::string_view Statement::bytes(int column) const {
    const SQLite::Column value = prepared_->getColumn(column);
    const auto* start = static_cast<const char*>(value.getBlob());
    return start == nullptr ? std::string_view() : std::string_view(start, static_cast<std::size_t>(value.getBytes()));
}

bool Statement::null(int column) const {
    return prepared_->isColumnNull(column);
}

void Statement::bind(int index, std::int64_t value) {
    prepared_->bind(index, value);
}

void Statement::bind(int index, std::string_view value) {
    prepared_->bind(index, std::string(value));
}

void Statement::bind(int index, Bytes value) {
    // SQLite reads a null pointer as NULL; bytes that are empty are not absent.
    const char* const start = value.view.data() == nullptr ? "" : value.view.data();
    prepared_->bindNoCopy(index, start, static_cast<int>(value.view.size()));
}

void Statement::bind(int index, std::nullptr_t /*value*/) {
    prepared_->bind(index);
}

Session::Session(const std::string& path, Access access) : path_(path) {
    const int flags = access == Access::read ? SQLite::OPEN_READWRITE : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE;
    database_ = std::make_unique<SQLite::Database>(path, flags | SQLITE_OPEN_NOMUTEX, 5000);
    inode_ = inode_of(path);
    sqlite3_db_config(database_->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (access != Access::read) {
        execute(access == Access::write ? "PRAGMA journal_mode=WAL" : "PRAGMA journal_mode=DELETE");
        execute("PRAGMA synchronous=FULL");
        if (scalar("PRAGMA synchronous") != 2) throw SQLite::Exception("synchronous=FULL was not accepted for " + path);
    } else {
        execute("PRAGMA query_only=ON;");
    }
    // Without a limit the WAL file keeps its greatest size for ever, and its size no longer says what waits in it.
    if (access == Access::write) execute("PRAGMA journal_size_limit=4194304");
    execute(
        "PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=OFF;");
}

Session::~Session() {
    prepared_.clear();
}

Statement& Session::sql(const char* sql) {
    auto& slot = prepared_[sql];
    if (!slot) slot = std::make_unique<Statement>(std::make_unique<SQLite::Statement>(*database_, sql));
    return *slot;
}

void Session::execute(const std::string& statements) {
    database_->exec(statements);
}

std::int64_t Session::scalar(const char* sql) {
    SQLite::Statement statement(*database_, sql);
    return statement.executeStep() ? statement.getColumn(0).getInt64() : 0;
}

void Session::end_when(std::shared_ptr<const std::atomic<bool>> flag) {
    constexpr int steps_between_looks = 10'000;  // of SQLite's machine, some tenths of a millisecond
    end_ = std::move(flag);
    const auto look = [](void* ended) { return static_cast<const std::atomic<bool>*>(ended)->load() ? 1 : 0; };
    if (end_) {
        // SQLite hands the pointer back as it was given, and nothing writes through it.
        auto* const given = const_cast<std::atomic<bool>*>(end_.get());
        sqlite3_progress_handler(database_->getHandle(), steps_between_looks, look, given);
    } else {
        sqlite3_progress_handler(database_->getHandle(), 0, nullptr, nullptr);
    }
}

void Session::checkpoint() {
    sqlite3_wal_checkpoint_v2(database_->getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

bool Session::idle() const {
    return sqlite3_txn_state(database_->getHandle(), nullptr) == SQLITE_TXN_NONE;
}

bool Session::replaced() const {
    return inode_of(path_) != inode_;
}

std::int64_t Session::wal_bytes() const {
    struct stat file {};
    return ::stat((path_ + "-wal").c_str(), &file) == 0 ? static_cast<std::int64_t>(file.st_size) : 0;
}

Transaction::Transaction(Session& session) : session_(session) {
    session_.sql("BEGIN IMMEDIATE").run();
}

Transaction::~Transaction() {
    if (!open_) return;
    try {
        session_.sql("ROLLBACK").run();
    } catch (const SQLite::Exception&) {  // NOLINT(bugprone-empty-catch): SQLite rolled back by itself already
    }
}

void Transaction::commit() {
    session_.sql("COMMIT").run();
    open_ = false;
}

Snapshot::Snapshot(Session& session) : session_(session) {
    session_.sql("BEGIN").run();
}

Snapshot::~Snapshot() {
    try {
        session_.sql("ROLLBACK").run();
    } catch (const SQLite::Exception&) {  // NOLINT(bugprone-empty-catch): nothing was written
    }
}

}  // namespace coexist
