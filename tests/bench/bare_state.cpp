#include "bare_state.hpp"

#include <algorithm>
#include <iterator>

#include "thread_times.hpp"

namespace bench {
namespace {

constexpr std::size_t rows_a_commit = 512;
constexpr int commits_a_checkpoint = 8;

constexpr const char* tables = R"sql(
CREATE TABLE IF NOT EXISTS message(id INTEGER PRIMARY KEY, key BIGINT NOT NULL UNIQUE, account BIGINT NOT NULL, wamid TEXT NOT NULL,
  peer BIGINT NOT NULL, at BIGINT NOT NULL, revision BIGINT NOT NULL, value TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS message_by_peer ON message(account, peer, at);
CREATE TABLE IF NOT EXISTS identity(id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, hash BIGINT NOT NULL, kind SMALLINT NOT NULL,
  value TEXT NOT NULL, contact BIGINT NOT NULL, names TEXT NOT NULL, UNIQUE(tenant, hash));
CREATE INDEX IF NOT EXISTS identity_by_contact ON identity(tenant, contact);
CREATE TABLE IF NOT EXISTS contact(id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, contact BIGINT NOT NULL, revision BIGINT NOT NULL,
  UNIQUE(tenant, contact));
CREATE TABLE IF NOT EXISTS conversation(id INTEGER PRIMARY KEY, key BIGINT NOT NULL UNIQUE, account BIGINT NOT NULL,
  tenant TEXT NOT NULL, contact BIGINT NOT NULL, last_at BIGINT NOT NULL, customer_at BIGINT NOT NULL,
  unconfirmed_at BIGINT NOT NULL, refused_at BIGINT NOT NULL, revision BIGINT NOT NULL);
CREATE INDEX IF NOT EXISTS conversation_by_contact ON conversation(tenant, contact);
CREATE INDEX IF NOT EXISTS conversation_by_account ON conversation(account, last_at);
CREATE TABLE IF NOT EXISTS feed(seq INTEGER PRIMARY KEY, tenant TEXT NOT NULL, kind SMALLINT NOT NULL, key BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS journal_progress(segment TEXT NOT NULL, lane SMALLINT NOT NULL, applied BIGINT NOT NULL,
  PRIMARY KEY(segment, lane));
)sql";

std::int64_t key_of(std::string_view text) {
    std::uint64_t hash = 1469598103934665603ULL;
    for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
    return static_cast<std::int64_t>(hash * 0x9E3779B97F4A7C15ULL ^ (hash >> 29U));
}

void bind_text(sqlite3_stmt* statement, int place, std::string_view text) {
    sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}

void append_quoted(std::string& to, std::string_view text) {
    to += '"';
    for (const char byte : text) {
        if (byte == '"' || byte == '\\') to += '\\';
        to += byte;
    }
    to += '"';
}

}  // namespace

BareState::BareState(const std::string& directory) : database_(directory + "/state.bare") {
    database_.run(tables);
    insert_message_ = database_.prepare(
        "INSERT INTO message(key, account, wamid, peer, at, revision, value) VALUES(?, 1, ?, ?, ?, ?, ?) "
        "ON CONFLICT(key) DO NOTHING");
    upsert_identity_ = database_.prepare(
        "INSERT INTO identity(tenant, hash, kind, value, contact, names) VALUES('harbour', ?1, 1, ?2, ?1, ?3) "
        "ON CONFLICT(tenant, hash) DO UPDATE SET names = excluded.names");
    insert_contact_ = database_.prepare(
        "INSERT INTO contact(tenant, contact, revision) VALUES('harbour', ?, ?) ON CONFLICT(tenant, contact) DO "
        "NOTHING");
    select_conversation_ = database_.prepare("SELECT revision FROM conversation WHERE key = ?");
    upsert_conversation_ = database_.prepare(
        "INSERT INTO conversation(key, account, tenant, contact, last_at, customer_at, unconfirmed_at, refused_at, "
        "revision) VALUES(?1, 1, 'harbour', ?2, ?3, ?3, 0, 0, ?4) ON CONFLICT(key) DO UPDATE SET "
        "last_at = max(last_at, excluded.last_at), customer_at = max(customer_at, excluded.customer_at), "
        "revision = excluded.revision");
    delete_feed_ = database_.prepare("DELETE FROM feed WHERE seq = ?");
    insert_feed_ = database_.prepare("INSERT INTO feed(seq, tenant, kind, key) VALUES(?, 'harbour', ?, ?)");
    progress_ = database_.prepare(
        "INSERT INTO journal_progress(segment, lane, applied) VALUES('bare', 0, ?) "
        "ON CONFLICT(segment, lane) DO UPDATE SET applied = excluded.applied");
    sqlite3_stmt* newest = database_.prepare("SELECT coalesce(max(seq), 0) + 1 FROM feed");
    while (database_.step(newest)) next_ = sqlite3_column_int64(newest, 0);
    thread_ = std::thread([this] { work(); });
}

BareState::~BareState() {
    {
        const std::lock_guard lock(guard_);
        running_ = false;
    }
    came_.notify_all();
    thread_.join();
}

void BareState::take(std::vector<BareRow>& group) {
    const std::lock_guard lock(guard_);
    queue_.insert(queue_.end(), std::make_move_iterator(group.begin()), std::make_move_iterator(group.end()));
    came_.notify_one();
}

void BareState::work() {
    name_thread("bare-state");
    std::vector<BareRow> rows;
    int commits = 0;
    for (;;) {
        {
            std::unique_lock lock(guard_);
            came_.wait(lock, [this] { return !queue_.empty() || !running_; });
            if (queue_.empty()) return;
            rows.swap(queue_);
        }
        for (std::size_t from = 0; from < rows.size(); from += rows_a_commit) {
            const std::size_t until = std::min(rows.size(), from + rows_a_commit);
            database_.begin();
            for (std::size_t index = from; index < until; ++index) apply(rows[index]);
            rows_ += static_cast<std::int64_t>(until - from);
            sqlite3_bind_int64(progress_, 1, rows_);
            database_.step(progress_);
            database_.commit();
            applied_ += until - from;
            if (++commits % commits_a_checkpoint == 0) database_.checkpoint();
        }
        rows.clear();
    }
}

void BareState::apply(const BareRow& row) {
    const Fields& told = row.fields;
    const std::int64_t key = key_of(told.wamid);
    const std::int64_t hash = key_of(told.from);
    value_ = R"({"o":2,"s":1,"w":)";
    append_quoted(value_, told.wamid);
    value_ += R"(,"c":{"w":3,"e":[)" + told.timestamp + ",";
    append_quoted(value_, told.wamid);
    value_ += R"(],"y":"text","r":true,"t":)";
    append_quoted(value_, told.text);
    value_ += R"(,"j":)";
    append_quoted(value_, told.item);
    value_ += R"(},"p":[[1,")" + told.from + R"("]]})";
    const std::int64_t at = std::stoll(told.timestamp);
    sqlite3_bind_int64(insert_message_, 1, key);
    bind_text(insert_message_, 2, told.wamid);
    sqlite3_bind_int64(insert_message_, 3, hash);
    sqlite3_bind_int64(insert_message_, 4, at);
    sqlite3_bind_int64(insert_message_, 5, next_);
    bind_text(insert_message_, 6, value_);
    database_.step(insert_message_);
    if (database_.changes() == 0) return;  // known
    tell(4, key, 0);
    person(row, hash);
    conversation(row, hash);
}

void BareState::person(const BareRow& row, std::int64_t hash) {
    value_ = R"({"p":[[)" + row.fields.timestamp + R"(,")" + row.fields.wamid + R"("],)";
    append_quoted(value_, row.fields.name);
    value_ += ",false]}";
    sqlite3_bind_int64(upsert_identity_, 1, hash);
    bind_text(upsert_identity_, 2, row.fields.from);
    bind_text(upsert_identity_, 3, value_);
    database_.step(upsert_identity_);
    sqlite3_bind_int64(insert_contact_, 1, hash);
    sqlite3_bind_int64(insert_contact_, 2, next_);
    database_.step(insert_contact_);
    if (database_.changes() > 0) tell(2, hash, 0);
}

void BareState::conversation(const BareRow& row, std::int64_t hash) {
    const std::int64_t key = hash ^ 0x5bd1e995;
    sqlite3_bind_int64(select_conversation_, 1, key);
    std::int64_t former = 0;
    while (database_.step(select_conversation_)) former = sqlite3_column_int64(select_conversation_, 0);
    sqlite3_bind_int64(upsert_conversation_, 1, key);
    sqlite3_bind_int64(upsert_conversation_, 2, hash);
    sqlite3_bind_int64(upsert_conversation_, 3, std::stoll(row.fields.timestamp));
    sqlite3_bind_int64(upsert_conversation_, 4, tell(3, key, former));
    database_.step(upsert_conversation_);
}

std::int64_t BareState::tell(int kind, std::int64_t key, std::int64_t former) {
    if (former > 0) {
        sqlite3_bind_int64(delete_feed_, 1, former);
        database_.step(delete_feed_);
    }
    sqlite3_bind_int64(insert_feed_, 1, next_);
    sqlite3_bind_int64(insert_feed_, 2, kind);
    sqlite3_bind_int64(insert_feed_, 3, key);
    database_.step(insert_feed_);
    return next_++;
}

}  // namespace bench
