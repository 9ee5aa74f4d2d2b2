// The ceiling of start and list_actions: opens the same state with SQLite alone. --calls 0 reads every account once, as
// an owner must; else each call reads the caller's JSON, one account's row, and copies an answer of --answer-bytes.
#include <simdjson.h>
#include <sqlite3.h>

#include <cstdio>
#include <exception>

#include "account_names.hpp"
#include "durations.hpp"
#include "options.hpp"

namespace {

constexpr const char* admin = R"({"id":"ann","name":"Ann","roles":["admin"],"tenants":["harbour"],"locale":"en"})";

class Reader {
  public:
    explicit Reader(const std::string& path) {
        expect(sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr),
               SQLITE_OK);
        sqlite3_db_config(database_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        expect(sqlite3_exec(database_, "PRAGMA query_only=ON", nullptr, nullptr, nullptr), SQLITE_OK);
    }
    ~Reader() {
        for (sqlite3_stmt* statement : {one_, all_}) sqlite3_finalize(statement);
        sqlite3_close(database_);
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    std::size_t read_all() {
        expect(sqlite3_prepare_v2(database_, "SELECT * FROM account", -1, &all_, nullptr), SQLITE_OK);
        std::size_t rows = 0;
        while (step(all_)) kept_.emplace_back(text(all_)), ++rows;
        return rows;
    }
    bool read_one(const std::string& account) {
        if (one_ == nullptr) {
            expect(sqlite3_prepare_v2(database_, "SELECT * FROM account WHERE account_id = ?", -1, &one_, nullptr),
                   SQLITE_OK);
        }
        sqlite3_bind_text(one_, 1, account.data(), static_cast<int>(account.size()), SQLITE_STATIC);
        const bool found = step(one_);
        row_ = found ? text(one_) : std::string();
        sqlite3_reset(one_);
        return found;
    }

  private:
    bool step(sqlite3_stmt* statement) const {
        const int code = sqlite3_step(statement);
        if (code != SQLITE_ROW) expect(code, SQLITE_DONE);
        return code == SQLITE_ROW;
    }
    static std::string text(sqlite3_stmt* statement) {
        std::string all;
        for (int column = 0; column < sqlite3_column_count(statement); ++column) {
            const auto* value = sqlite3_column_text(statement, column);
            all.append(reinterpret_cast<const char*>(value),
                       static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
        }
        return all;
    }
    void expect(int code, int wanted) const {
        if (code != wanted) throw std::runtime_error(sqlite3_errmsg(database_));
    }

    sqlite3* database_ = nullptr;
    sqlite3_stmt* one_ = nullptr;
    sqlite3_stmt* all_ = nullptr;
    std::string row_;
    std::vector<std::string> kept_;
};

void open_and_read(const bench::Options& options, const std::vector<std::string>& accounts) {
    const std::int64_t began = bench::now_ns();
    Reader reader(options.text("directory") + "/state.db");
    if (!reader.read_one(accounts.front())) throw std::runtime_error("no such account");
    const std::int64_t answered = bench::now_ns();
    const std::size_t rows = reader.read_all();
    const std::int64_t ready = bench::now_ns();
    std::printf("{\"rows\":%zu,\"answer_us\":%lld,\"ready_us\":%lld}\n", rows,
                static_cast<long long>((answered - began) / 1000), static_cast<long long>((ready - began) / 1000));
}

void answer(const bench::Options& options, const std::vector<std::string>& accounts, std::size_t calls) {
    Reader reader(options.text("directory") + "/state.db");
    const std::string stored(static_cast<std::size_t>(options.number("answer-bytes", 4096)), 'x');
    const simdjson::padded_string actor{std::string(admin)};
    simdjson::dom::parser parser;
    std::vector<std::uint32_t> took;
    took.reserve(calls);
    std::size_t bytes = 0;
    for (std::size_t call = 0; call < calls; ++call) {
        const std::int64_t began = bench::now_ns();
        simdjson::dom::element person;
        if (parser.parse(actor).get(person) != simdjson::SUCCESS) throw std::runtime_error("no actor");
        if (!reader.read_one(accounts[call % accounts.size()])) throw std::runtime_error("no such account");
        const std::string copy = stored;
        bytes = copy.size();
        took.push_back(static_cast<std::uint32_t>(bench::now_ns() - began));
    }
    std::puts(bench::calls_told(took, bytes).c_str());
}

}  // namespace

int main(int count, char** words) {
    try {
        const bench::Options options(count, words);
        const auto accounts = bench::account_names(options.text("accounts"));
        const auto calls = static_cast<std::size_t>(options.number("calls", 0));
        calls > 0 ? answer(options, accounts, calls) : open_and_read(options, accounts);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench-bare-reader: %s\n", error.what());
        return 1;
    }
}
