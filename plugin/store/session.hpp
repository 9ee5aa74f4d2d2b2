#pragma once
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

namespace coexist {

/// Raw bytes (a journal body), as opposed to text. Borrowed until the statement's next reset.
struct Bytes {
    std::string_view view;
};

/// How a file is opened. Readers never checkpoint: Debian 12's SQLite 3.40.1 can corrupt a database when a second
/// connection checkpoints while another commits (the WAL-reset bug, fixed in 3.51.3).
/// rollback: several processes write the file in tiny transactions, so it has no WAL.
enum class Access { write, read, rollback };

/// One statement that was prepared once and is used again. Parameters are $1, $2, ... in order of their first
/// appearance, which SQLite and PostgreSQL both read. Text is copied when it is bound, Bytes are not.
/// Not thread-safe. Errors are thrown as SQLite::Exception.
class Statement {
  public:
    explicit Statement(std::unique_ptr<SQLite::Statement> prepared);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Resets, then binds each argument in order.
    template <class... Values>
    Statement& with(const Values&... values) {
        reset();
        int index = 0;
        (bind(++index, values), ...);
        return *this;
    }
    /// Steps to the next row; false when there is none left.
    bool next();
    /// Runs to the end; answers how many rows were changed.
    int run();
    void reset();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;
    /// Valid until the next step or reset.
    [[nodiscard]] std::string_view bytes(int column) const;
    [[nodiscard]] bool null(int column) const;

  private:
    void bind(int index, std::int64_t value);
    void bind(int index, int value) { bind(index, static_cast<std::int64_t>(value)); }
    void bind(int index, bool value) { bind(index, static_cast<std::int64_t>(value)); }
    void bind(int index, std::uint64_t value) { bind(index, static_cast<std::int64_t>(value)); }
    void bind(int index, std::string_view value);
    void bind(int index, Bytes value);
    void bind(int index, const std::string& value) { bind(index, std::string_view(value)); }
    void bind(int index, const char* value) { bind(index, std::string_view(value)); }
    void bind(int index, std::nullptr_t value);
    template <class T>
    void bind(int index, const std::optional<T>& value) {
        if (value) {
            bind(index, *value);
        } else {
            bind(index, nullptr);
        }
    }

    std::unique_ptr<SQLite::Statement> prepared_;
};

/// One connection to one file with its prepared statements. Not thread-safe: one thread at a time.
/// SQLite specifics stay behind this class; the SQL texts are plain enough for PostgreSQL too.
class Session {
  public:
    /// Opens `path`; Access::write and Access::rollback create it and set synchronous=FULL, which is read back;
    /// Access::write sets WAL. Automatic checkpoints are off. Throws SQLite::Exception.
    Session(const std::string& path, Access access);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// The prepared statement of `sql`, a text with static lifetime: its address is the cache's key.
    Statement& sql(const char* sql);
    /// Runs statements that answer nothing (DDL, PRAGMA).
    void execute(const std::string& statements);
    /// One value of one row, 0 if there is none.
    std::int64_t scalar(const char* sql);

    /// Lets whatever runs on this session end with an exception once the flag is set; null: nothing ends it.
    void end_when(std::shared_ptr<const std::atomic<bool>> flag);

    /// Writes the WAL back into the file, as far as readers allow. Only the writing connection may call it.
    void checkpoint();
    /// Whether no transaction is open and no query is half read: either would keep an old view of the file.
    [[nodiscard]] bool idle() const;
    /// Bytes in the WAL file at this moment.
    [[nodiscard]] std::int64_t wal_bytes() const;
    [[nodiscard]] const std::string& path() const { return path_; }
    /// Whether the path names another file by now: the opened one was damaged, and a mended one took its place.
    [[nodiscard]] bool replaced() const;

  private:
    std::string path_;
    std::uint64_t inode_ = 0;
    std::unique_ptr<SQLite::Database> database_;
    std::unordered_map<const char*, std::unique_ptr<Statement>> prepared_;
    std::shared_ptr<const std::atomic<bool>> end_;
};

/// BEGIN IMMEDIATE now, COMMIT on commit(), ROLLBACK if destroyed before.
class Transaction {
  public:
    explicit Transaction(Session& session);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

  private:
    Session& session_;
    bool open_ = true;
};

/// A stable view over several reads: BEGIN now, ROLLBACK at the end.
class Snapshot {
  public:
    explicit Snapshot(Session& session);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

  private:
    Session& session_;
};

}  // namespace coexist
