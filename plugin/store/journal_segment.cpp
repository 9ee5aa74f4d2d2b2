#include "store/journal_segment.hpp"

#include <SQLiteCpp/Exception.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <random>
#include <system_error>

#include "store/damage.hpp"
#include "store/durable.hpp"

namespace coexist {
namespace {

constexpr const char* schema = R"sql(
CREATE TABLE entry(
  id INTEGER PRIMARY KEY,
  received_at BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  lane SMALLINT NOT NULL,
  road TEXT NOT NULL,
  body BLOB NOT NULL);
CREATE TABLE seal(sealed_at BIGINT NOT NULL);
)sql";

constexpr const char* insert_entry =
    "INSERT INTO entry(received_at, kind, lane, road, body) VALUES($1, $2, $3, $4, $5)";
constexpr const char* count_seals = "SELECT count(*) FROM seal";
constexpr const char* insert_seal = "INSERT INTO seal(sealed_at) VALUES($1)";
constexpr const char* select_lane =
    "SELECT id, received_at, kind, lane, road, body FROM entry WHERE id > $1 AND lane = $2 ORDER BY id LIMIT $3";
constexpr const char* select_any =
    "SELECT id, received_at, kind, lane, road, body FROM entry WHERE id > $1 ORDER BY id LIMIT $2";
constexpr const char* select_sealed_at = "SELECT coalesce(max(sealed_at), 0) FROM seal";
constexpr const char* update_entry = "UPDATE entry SET kind = $1, body = $2 WHERE id = $3";
constexpr const char* select_one = "SELECT id, received_at, kind, lane, road, body FROM entry WHERE id = $1";
constexpr const char* select_newest = "SELECT coalesce(max(id), 0) FROM entry";

std::string new_name(std::int64_t now_ms) {
    std::random_device chance;
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%013lld-%d-%08x.journal", static_cast<long long>(now_ms),
                  static_cast<int>(::getpid()), static_cast<unsigned>(chance()));
    return text.data();
}

bool is_sealed(Session& session) {
    Statement& seals = session.sql(count_seals).with();
    const bool sealed = seals.next() && seals.integer(0) > 0;
    seals.reset();
    return sealed;
}

// What is finished is written by one thread at a time.
std::mutex& finished_guard() {
    static std::mutex guard;
    return guard;
}

bool empty_wal(Session& session) {
    return session.scalar("PRAGMA wal_checkpoint(TRUNCATE)") == 0;  // 1: busy
}

// A full disk would otherwise gain a file with every attempt.
void take_away(const std::string& path) {
    for (const char* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink((path + suffix).c_str());
}

}  // namespace

SegmentWriter::SegmentWriter(const std::string& directory, std::int64_t now_ms) : name_(new_name(now_ms)) {
    const std::string path = directory + "/" + name_;
    try {
        session_ = std::make_unique<Session>(path, Access::write);
        Transaction transaction(*session_);
        session_->execute(schema);
        transaction.commit();
        sync_directory(directory);
    } catch (const std::exception&) {
        session_.reset();
        take_away(path);
        throw;
    }
}

bool SegmentWriter::append(const std::vector<const JournalRow*>& rows) {
    Transaction transaction(*session_);
    if (is_sealed(*session_)) return false;
    Statement& insert = session_->sql(insert_entry);
    for (const JournalRow* row : rows) {
        insert
            .with(row->received_at, static_cast<int>(row->kind), static_cast<int>(row->lane), row->road,
                  Bytes{row->body})
            .run();
    }
    transaction.commit();
    return true;
}

void SegmentWriter::seal(std::int64_t now_ms) {
    Transaction transaction(*session_);
    session_->sql(insert_seal).with(now_ms).run();
    transaction.commit();
}

SegmentReader::SegmentReader(const std::string& directory, std::string name)
    : name_(std::move(name)), session_(std::make_unique<Session>(directory + "/" + name_, Access::read)) {}

StoredRow SegmentReader::row_of(const Statement& statement) const {
    StoredRow stored;
    stored.position = {name_, statement.integer(0)};
    stored.row.received_at = statement.integer(1);
    stored.row.kind = static_cast<RowKind>(statement.integer(2));
    stored.row.lane = static_cast<Lane>(statement.integer(3));
    stored.row.road = statement.text(4);
    stored.row.body = statement.text(5);
    return stored;
}

std::vector<StoredRow> SegmentReader::read(Lane lane, std::int64_t after, int limit) {
    std::vector<StoredRow> rows;
    Statement& select = session_->sql(select_lane).with(after, static_cast<int>(lane), limit);
    try {
        while (select.next()) rows.push_back(row_of(select));
    } catch (const SQLite::Exception& error) {
        if (!is_damage(error.getErrorCode()) || rows.empty()) throw;
    }
    select.reset();
    return rows;
}

std::vector<StoredRow> SegmentReader::read_singly(Lane lane, std::int64_t after, std::int64_t newest, int limit,
                                                  std::int64_t& unreadable) {
    std::vector<StoredRow> rows;
    for (std::int64_t id = after + 1; id <= newest && rows.size() < static_cast<std::size_t>(limit); ++id) {
        StoredRow row;
        try {
            if (read_one(id, row) && row.row.lane == lane) rows.push_back(std::move(row));
        } catch (const SQLite::Exception& error) {
            if (!is_damage(error.getErrorCode())) throw;
            ++unreadable;
        }
    }
    return rows;
}

std::vector<StoredRow> SegmentReader::read_any(std::int64_t after, int limit) {
    std::vector<StoredRow> rows;
    Statement& select = session_->sql(select_any).with(after, limit);
    while (select.next()) rows.push_back(row_of(select));
    select.reset();
    return rows;
}

std::int64_t SegmentReader::sealed_at() {
    Statement& select = session_->sql(select_sealed_at).with();
    const std::int64_t at = select.next() ? select.integer(0) : 0;
    select.reset();
    return at;
}

bool SegmentReader::read_one(std::int64_t row, StoredRow& out) {
    Statement& select = session_->sql(select_one).with(row);
    const bool found = select.next();
    if (found) out = row_of(select);
    select.reset();
    return found;
}

std::int64_t SegmentReader::newest() {
    Statement& select = session_->sql(select_newest).with();
    const std::int64_t newest = select.next() ? select.integer(0) : 0;
    select.reset();
    return newest;
}

bool SegmentReader::sealed() {
    return is_sealed(*session_);
}

void seal_abandoned(const std::string& directory, const std::string& name, std::int64_t now_ms) {
    Session session(directory + "/" + name, Access::write);
    Transaction transaction(session);
    if (is_sealed(session)) return;
    session.sql(insert_seal).with(now_ms).run();
    transaction.commit();
}

bool tidy_segment(const std::string& directory, const std::string& name) {
    const std::lock_guard turn(finished_guard());
    Session session(directory + "/" + name, Access::write);
    // The seal is the last that was written: who sees it sees all. What damage hides stays where it is.
    if (!is_sealed(session)) return true;
    session.execute("PRAGMA busy_timeout=0");
    return empty_wal(session);
}

bool rewrite_segment(const std::string& directory, const std::string& name, const std::vector<RowChange>& changes) {
    const std::lock_guard turn(finished_guard());
    Session session(directory + "/" + name, Access::write);
    if (!is_sealed(session)) return false;
    session.execute("PRAGMA busy_timeout=0; PRAGMA secure_delete=ON");
    // Before, so that the WAL never holds a page of before the change beside one of after it.
    if (!empty_wal(session)) return false;
    Transaction transaction(session);
    Statement& update = session.sql(update_entry);
    for (const RowChange& change : changes) {
        update.with(static_cast<int>(change.kind), Bytes{change.body}, change.row).run();
    }
    transaction.commit();
    return empty_wal(session);
}

bool is_untidy(const std::string& directory, const std::string& name) {
    std::error_code absent;
    const auto bytes = std::filesystem::file_size(directory + "/" + name + "-wal", absent);
    return !absent && bytes > 0;
}

bool creator_is_gone(const std::string& name) {
    int process = 0;
    const std::size_t begin = name.find('-') + 1;
    const auto [end, error] = std::from_chars(name.data() + begin, name.data() + name.size(), process);
    if (error != std::errc() || process <= 0 || *end != '-') return false;
    return ::kill(process, 0) != 0 && errno == ESRCH;
}

std::vector<std::string> segments_in(const std::string& directory) {
    std::vector<std::string> names;
    std::error_code ignored;
    const std::filesystem::directory_iterator end;
    for (std::filesystem::directory_iterator file(directory, ignored); file != end; file.increment(ignored)) {
        if (file->path().extension() == ".journal") names.push_back(file->path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace coexist
