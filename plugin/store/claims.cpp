#include "store/claims.hpp"

#include <sqlite3.h>
#include <SQLiteCpp/Exception.h>

#include <filesystem>

namespace coexist {
namespace {

constexpr const char* schema =
    "CREATE TABLE IF NOT EXISTS claim(conversation BIGINT PRIMARY KEY, actor TEXT NOT NULL, name TEXT NOT NULL, "
    "since BIGINT NOT NULL, until BIGINT NOT NULL)";
constexpr const char* upsert_claim =
    "INSERT INTO claim(conversation, actor, name, since, until) VALUES($1, $2, $3, $4, $5) "
    "ON CONFLICT(conversation) DO UPDATE SET "
    "since = CASE WHEN claim.actor = $2 AND claim.until > $4 THEN claim.since ELSE $4 END, "
    "actor = $2, name = $3, until = $5 WHERE claim.actor = $2 OR claim.until <= $4 OR $6 = 1";
constexpr const char* select_claim =
    "SELECT conversation, actor, name, since, until FROM claim WHERE conversation = $1";
constexpr const char* select_alive = "SELECT conversation, actor, name, since, until FROM claim WHERE until > $1";
constexpr const char* delete_over = "DELETE FROM claim WHERE until <= $1";
constexpr const char* delete_own = "DELETE FROM claim WHERE conversation = $1 AND actor = $2";

ClaimRow row_of(const Statement& select) {
    return {select.integer(0), select.text(1), select.text(2), select.integer(3), select.integer(4)};
}

std::unique_ptr<Session> opened(const std::string& path) {
    auto session = std::make_unique<Session>(path, Access::rollback);
    session->execute(schema);
    return session;
}

}  // namespace

Session& Claims::session() {
    if (session_) return *session_;
    const std::string path = directory_ + "/claims.db";
    try {
        session_ = opened(path);
    } catch (const SQLite::Exception& error) {
        if (error.getErrorCode() != SQLITE_NOTADB && error.getErrorCode() != SQLITE_CORRUPT) throw;
        std::filesystem::remove(path);  // nothing in it is worth mending
        session_ = opened(path);
    }
    return *session_;
}

ClaimRow Claims::claim(const ClaimRow& wanted, bool over) {
    const std::lock_guard<std::mutex> lock(guard_);
    Transaction transaction(session());
    session().sql(delete_over).with(wanted.since).run();
    session()
        .sql(upsert_claim)
        .with(wanted.conversation, wanted.actor, wanted.name, wanted.since, wanted.until, over ? 1 : 0)
        .run();
    ClaimRow now = wanted;
    Statement& select = session().sql(select_claim).with(wanted.conversation);
    if (select.next()) now = row_of(select);
    select.reset();
    transaction.commit();
    return now;
}

void Claims::release(std::int64_t conversation, const std::string& actor) {
    const std::lock_guard<std::mutex> lock(guard_);
    session().sql(delete_own).with(conversation, actor).run();
}

std::map<std::int64_t, ClaimRow> Claims::alive(std::int64_t now) {
    const std::lock_guard<std::mutex> lock(guard_);
    std::map<std::int64_t, ClaimRow> found;
    try {
        Statement& select = session().sql(select_alive).with(now);
        while (select.next()) {
            ClaimRow row = row_of(select);
            found.emplace(row.conversation, std::move(row));
        }
        select.reset();
    } catch (const SQLite::Exception&) {
        session_.reset();
        found.clear();
    }
    return found;
}

}  // namespace coexist
