#include "host/records/database.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "host/records/schema.hpp"

namespace crm {
namespace {

constexpr int busy_ms = 10000;

/// The lock that all processes of this host share; released when it goes.
class SharedLock {
  public:
    explicit SharedLock(int fd) : fd_(fd) {
        while (::flock(fd_, LOCK_EX) != 0) {
            if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "crm.db.lock");
        }
    }
    ~SharedLock() { ::flock(fd_, LOCK_UN); }
    SharedLock(const SharedLock&) = delete;
    SharedLock& operator=(const SharedLock&) = delete;

  private:
    int fd_;
};

}  // namespace

Database::Database(const std::filesystem::path& folder) : file_(folder / "crm.db") {
    std::filesystem::create_directories(folder);
    const std::string lock = file_.string() + ".lock";
    lock_fd_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock_fd_ < 0) throw std::system_error(errno, std::generic_category(), lock);
    const SharedLock together(lock_fd_);
    writer_ = connect(true);
    migrate();
}

Database::~Database() {
    if (lock_fd_ >= 0) ::close(lock_fd_);
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& folder) {
    if (std::filesystem::exists(folder / "restoring")) {
        return Problem{"restore_unfinished",
                       "A restore into " + folder.string() + " goes on, or was interrupted before its end.",
                       "Wait for it, or run it again: crm-host restore DIR --replace"};
    }
    try {
        std::unique_ptr<Database> database(new Database(folder));
        const int found = database->writer_->execAndGet("PRAGMA user_version").getInt();
        if (found > schema::version) {
            return Problem{"data_newer", "The data in " + folder.string() + " were written by a newer crm-host.",
                           "Use that version, or a newer one."};
        }
        return database;
    } catch (const std::exception& error) {
        return Problem{"data_unusable", "The data folder " + folder.string() + " cannot be used: " + error.what() + ".",
                       "Check --data, the folder's rights and the space on its disk."};
    }
}

std::unique_ptr<SQLite::Database> Database::connect(bool writing) const {
    auto connection = std::make_unique<SQLite::Database>(
        file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX, busy_ms);
    sqlite3_db_config(connection->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    connection->exec("PRAGMA journal_mode=WAL");
    connection->exec("PRAGMA synchronous=FULL");
    connection->exec("PRAGMA foreign_keys=ON");
    connection->exec(writing ? "PRAGMA wal_autocheckpoint=1000" : "PRAGMA wal_autocheckpoint=0");
    if (!writing) connection->exec("PRAGMA query_only=ON");
    return connection;
}

void Database::migrate() {
    int found = writer_->execAndGet("PRAGMA user_version").getInt();
    for (; found < schema::version; ++found) {
        SQLite::Transaction transaction(*writer_);
        writer_->exec(schema::steps[found]);
        writer_->exec("PRAGMA user_version=" + std::to_string(found + 1));
        transaction.commit();
    }
}

void Database::write_anew() {
    const std::lock_guard<std::mutex> one(write_mutex_);
    const SharedLock together(lock_fd_);
    writer_->exec("VACUUM");
    writer_->exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

void Database::write(const std::function<void(SQLite::Database&)>& work) {
    const std::lock_guard<std::mutex> one(write_mutex_);
    const SharedLock together(lock_fd_);
    SQLite::Transaction transaction(*writer_, SQLite::TransactionBehavior::IMMEDIATE);
    work(*writer_);
    transaction.commit();
}

Database::Reader Database::read() {
    {
        const std::lock_guard<std::mutex> lock(readers_mutex_);
        if (!readers_.empty()) {
            auto connection = std::move(readers_.back());
            readers_.pop_back();
            return Reader(*this, std::move(connection));
        }
    }
    return Reader(*this, connect(false));
}

Database::Reader::~Reader() {
    const std::lock_guard<std::mutex> lock(owner_.readers_mutex_);
    owner_.readers_.push_back(std::move(connection_));
}

void Database::copy_to(const std::filesystem::path& file) {
    const SharedLock together(lock_fd_);
    const auto connection = connect(false);
    connection->exec("PRAGMA query_only=OFF");  // it would refuse VACUUM INTO as well
    SQLite::Statement copy(*connection, "VACUUM INTO ?");
    copy.bind(1, file.string());
    copy.exec();
    SQLite::Database made(file.string());
    if (made.execAndGet("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'").getInt() != 0) {
        throw SQLite::Exception("the copy of " + file_.string() + " is damaged");
    }
}

}  // namespace crm
