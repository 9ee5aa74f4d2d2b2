#include "store/consumers.hpp"

#include <filesystem>

namespace coexist {
namespace {

constexpr const char* schema =
    "CREATE TABLE IF NOT EXISTS consumer(consumer TEXT PRIMARY KEY, epoch BIGINT NOT NULL, position BIGINT NOT NULL, "
    "read_at BIGINT NOT NULL, past BIGINT NOT NULL DEFAULT 0)";
// A file of before the feed had two lanes.
constexpr const char* count_past = "SELECT count(*) FROM pragma_table_info('consumer') WHERE name = 'past'";
constexpr const char* add_past = "ALTER TABLE consumer ADD COLUMN past BIGINT NOT NULL DEFAULT 0";
constexpr const char* select_one = "SELECT consumer, epoch, position, past, read_at FROM consumer WHERE consumer = $1";
constexpr const char* select_all = "SELECT consumer, epoch, position, past, read_at FROM consumer ORDER BY consumer";
constexpr const char* insert_one =
    "INSERT INTO consumer(consumer, epoch, position, past, read_at) VALUES($1, $2, $3, $4, $5) "
    "ON CONFLICT(consumer) DO NOTHING";
constexpr const char* advance_one =
    "UPDATE consumer SET position = CASE WHEN epoch < $1 THEN $2 ELSE max(position, $2) END, "
    "past = CASE WHEN epoch < $1 THEN $3 ELSE max(past, $3) END, epoch = $1, read_at = $4 "
    "WHERE consumer = $5 AND epoch <= $1";
constexpr const char* select_newest_epoch = "SELECT coalesce(max(epoch), 0) FROM consumer";
constexpr const char* delete_one = "DELETE FROM consumer WHERE consumer = $1";

ConsumerRow row_of(const Statement& statement) {
    return {statement.text(0), statement.integer(1), statement.integer(2), statement.integer(3), statement.integer(4)};
}

std::string path_in(const std::string& directory) {
    return directory + "/consumers.db";
}

}  // namespace

ConsumerStore::ConsumerStore(const std::string& directory)
    : session_(std::make_unique<Session>(path_in(directory), Access::rollback)) {
    session_->execute(schema);
    if (session_->scalar(count_past) > 0) return;
    Transaction alone(*session_);
    if (session_->scalar(count_past) == 0) session_->execute(add_past);
    alone.commit();
}

bool ConsumerStore::exists(const std::string& directory) {
    return std::filesystem::exists(path_in(directory));
}

std::optional<ConsumerRow> ConsumerStore::find(const std::string& consumer) {
    std::optional<ConsumerRow> row;
    Statement& select = session_->sql(select_one).with(consumer);
    if (select.next()) row = row_of(select);
    select.reset();
    return row;
}

void ConsumerStore::advance(const ConsumerRow& row) {
    session_->sql(advance_one).with(row.epoch, row.live, row.past, row.read_at, row.consumer).run();
}

ConsumerRow ConsumerStore::start(const ConsumerRow& row) {
    session_->sql(insert_one).with(row.consumer, row.epoch, row.live, row.past, row.read_at).run();
    return find(row.consumer).value_or(row);
}

std::int64_t ConsumerStore::newest_epoch() {
    return session_->scalar(select_newest_epoch);
}

void ConsumerStore::forget(const std::string& consumer) {
    session_->sql(delete_one).with(consumer).run();
}

std::vector<ConsumerRow> ConsumerStore::all() {
    std::vector<ConsumerRow> rows;
    Statement& select = session_->sql(select_all).with();
    while (select.next()) rows.push_back(row_of(select));
    select.reset();
    return rows;
}

}  // namespace coexist
