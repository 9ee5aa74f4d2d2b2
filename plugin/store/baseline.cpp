#include "store/baseline.hpp"

#include <SQLiteCpp/Exception.h>

#include <filesystem>

#include "store/durable.hpp"
#include "store/feed_rows.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace fs = std::filesystem;
namespace {

constexpr const char* attach = "ATTACH DATABASE $1 AS baseline";
constexpr const char* detach = "DETACH DATABASE baseline";
constexpr const char* is_attached = "SELECT count(*) FROM pragma_database_list WHERE name = 'baseline'";
constexpr const char* shared_columns =
    "SELECT name FROM pragma_table_info($1, 'main') WHERE name IN (SELECT name FROM pragma_table_info($1, 'baseline'))";
constexpr const char* feed_next = "SELECT value FROM baseline.meta WHERE name = 'feed_next'";
constexpr const char* delete_kept_subjects = "DELETE FROM feed WHERE kind IN ($1, $2)";

std::string columns_of(Session& session, const std::string& table) {
    std::string columns;
    Statement& select = session.sql(shared_columns).with(table);
    while (select.next()) columns.append(columns.empty() ? "" : ", ").append(select.text(0));
    select.reset();
    return columns;
}

void take_away(const fs::path& file) {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) fs::remove(file.string() + suffix);
}

}  // namespace

bool has_baseline(const std::string& directory) {
    return fs::exists(fs::path(directory) / baseline_name);
}

void take_baseline(const std::string& directory, std::shared_ptr<const std::atomic<bool>> ended) {
    const fs::path whole = fs::path(directory) / baseline_name;
    const fs::path made = whole.string() + ".new";
    take_away(made);
    {
        Session made_first(made.string(), Access::rollback);
        made_first.execute("CREATE TABLE meta(name TEXT PRIMARY KEY, value BIGINT NOT NULL)");
    }
    {
        const auto session = open_state_for_reading(directory);
        session->end_when(std::move(ended));
        session->execute("PRAGMA query_only=OFF");  // of the state nothing is written
        session->sql(attach).with(made.string()).run();
        session->execute("BEGIN");
        for (const std::string& table : fold_table_list()) {
            std::string copy("CREATE TABLE baseline.");
            copy.append(table).append(" AS SELECT * FROM main.").append(table);
            session->execute(copy);
        }
        session->execute(
            "INSERT INTO baseline.meta SELECT name, value FROM main.meta WHERE name IN ('fold_version', 'feed_next')");
        session->execute("COMMIT");
        session->sql(detach).with().run();
    }
    sync_file(made.string());
    fs::permissions(made, fs::perms::owner_read | fs::perms::owner_write);
    fs::rename(made, whole);
    sync_directory(directory);
}

AttachedBaseline::AttachedBaseline(Session& session, const std::string& directory) : session_(session) {
    if (!has_baseline(directory)) return;
    session_.sql(attach).with((fs::path(directory) / baseline_name).string()).run();
    attached_ = true;
}

AttachedBaseline::~AttachedBaseline() {
    try {
        if (attached_) session_.sql(detach).with().run();
    } catch (const SQLite::Exception&) {  // NOLINT(bugprone-empty-catch): it goes with the connection
    }
}

void load_baseline(Session& session) {
    if (session.scalar(is_attached) == 0) return;
    for (const std::string& table : fold_table_list()) {
        const std::string columns = columns_of(session, table);
        if (columns.empty()) continue;  // a table that the baseline's version had not
        std::string copy("INSERT INTO main.");
        copy.append(table).append("(").append(columns).append(") SELECT ").append(columns);
        session.execute(copy.append(" FROM baseline.").append(table));
    }
    session.sql(delete_kept_subjects)
        .with(static_cast<int>(SubjectKind::account), static_cast<int>(SubjectKind::operation))
        .run();
    set_meta_number(session, "feed_next", session.scalar(feed_next));
}

}  // namespace coexist
