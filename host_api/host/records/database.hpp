#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "loader/problem.hpp"

namespace crm {

/// The host's own SQLite file: WAL, FULL, one writing connection a process.
///
/// SQLite before 3.51.3 can damage a WAL database when one connection checkpoints while another commits. So every
/// write, with the checkpoint that its commit may run, happens under a lock that all processes of this host share
/// (a file beside the database), readers never checkpoint, and no connection does when it closes.
/// Thread-safe.
class Database {
  public:
    /// Opens DIR/crm.db, creating the folder and the schema. Problems: data_unusable, data_newer,
    /// restore_unfinished.
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& folder);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs `work` in one transaction that is on disk when this returns; rolled back when it throws.
    void write(const std::function<void(SQLite::Database&)>& work);

    /// Writes the file anew, so that what was deleted is in none of its bytes. Where somebody reads just now, the next
    /// checkpoint does the rest. Throws SQLite::Exception.
    void write_anew();

    /// A connection for reading, given back when it goes.
    class Reader {
      public:
        Reader(Database& owner, std::unique_ptr<SQLite::Database> connection)
            : owner_(owner), connection_(std::move(connection)) {}
        ~Reader();
        Reader(const Reader&) = delete;
        Reader& operator=(const Reader&) = delete;
        SQLite::Database& operator*() const { return *connection_; }

      private:
        Database& owner_;
        std::unique_ptr<SQLite::Database> connection_;
    };
    Reader read();

    /// A consistent copy of the whole database, checked; the file must not exist. Throws SQLite::Exception.
    void copy_to(const std::filesystem::path& file);

  private:
    explicit Database(const std::filesystem::path& folder);
    std::unique_ptr<SQLite::Database> connect(bool writing) const;
    void migrate();

    std::filesystem::path file_;
    int lock_fd_ = -1;
    std::mutex write_mutex_;
    std::unique_ptr<SQLite::Database> writer_;
    std::mutex readers_mutex_;
    std::vector<std::unique_ptr<SQLite::Database>> readers_;
};

}  // namespace crm
