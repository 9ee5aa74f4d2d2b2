#pragma once
#include <sqlite3.h>

#include <memory>
#include <string>
#include <vector>

namespace bench {

/// A SQLite file for one writer: WAL, FULL, no checkpoint by itself. Errors end the program: a ceiling that lost
/// something measures nothing.
class BareDatabase {
  public:
    explicit BareDatabase(const std::string& path);
    ~BareDatabase();
    BareDatabase(const BareDatabase&) = delete;
    BareDatabase& operator=(const BareDatabase&) = delete;

    void run(const char* statements);
    /// Lives as long as this.
    sqlite3_stmt* prepare(const char* statement);
    /// Steps; true while there is a row. Resets at the end.
    bool step(sqlite3_stmt* statement);
    void begin() { step(begin_); }
    void commit() { step(commit_); }
    [[nodiscard]] int changes() const { return sqlite3_changes(database_); }
    void checkpoint();

  private:
    void expect(int code, int wanted) const;
    sqlite3* database_ = nullptr;
    std::vector<sqlite3_stmt*> statements_;
    sqlite3_stmt* begin_ = nullptr;
    sqlite3_stmt* commit_ = nullptr;
};

}  // namespace bench
