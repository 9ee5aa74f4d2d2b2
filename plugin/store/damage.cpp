#include "store/damage.hpp"

#include <sqlite3.h>
#include <SQLiteCpp/Exception.h>

#include <array>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <optional>

#include "store/durable.hpp"
#include "store/journal_gap.hpp"
#include "store/journal_segment.hpp"
#include "store/state_schema.hpp"

namespace coexist {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t always_looked_through = 64 << 20;
constexpr const char* suspect_name = "state.suspect";
constexpr const char* rebuilt_name = "rebuilt.db";
constexpr std::array state_files = {"state.db", "state.db-wal", "state.db-shm"};

constexpr const char* quick_faults = "SELECT count(*) FROM pragma_quick_check WHERE quick_check <> 'ok'";
constexpr const char* table_faults = "SELECT count(*) FROM pragma_integrity_check($1) WHERE integrity_check <> 'ok'";
constexpr const char* select_tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
constexpr const char* select_definitions =
    "SELECT sql FROM sqlite_master WHERE tbl_name = $1 AND sql IS NOT NULL ORDER BY type DESC, name";

std::string name_at(std::int64_t now_ms) {
    const auto seconds = static_cast<std::time_t>(now_ms / 1000);
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "damaged-%Y%m%dT%H%M%SZ", &utc)};
}

/// A name that nothing has yet.
fs::path free_name(const fs::path& wanted) {
    fs::path path = wanted;
    for (int more = 2; fs::exists(path); ++more) path = wanted.string() + "-" + std::to_string(more);
    return path;
}

Problem damaged(const std::string& directory, const std::string& what) {
    return {Refusal::unavailable,
            "state_damaged",
            "The state file " + state_path(directory) + " is damaged: " + what + ".",
            "Restore the last backup (with crm-host: crm-host restore DIR --replace). The file is left as it is, and "
            "deliveries stay in the journal beside it; look after the disk first.",
            {}};
}

/// Runs `look`; true if it met damage.
template <class Look>
bool meets_damage(Look look) {
    try {
        return look();
    } catch (const SQLite::Exception& error) {
        if (!is_damage(error.getErrorCode())) throw;
        return true;
    }
}

std::vector<std::string> kept_tables(Session& session) {
    std::vector<std::string> names;
    Statement& select = session.sql(select_tables).with();
    while (select.next()) {
        if (!is_fold_table(select.text(0))) names.push_back(select.text(0));
    }
    select.reset();
    return names;
}

std::optional<std::string> damaged_kept_table(Session& session) {
    for (const std::string& table : kept_tables(session)) {
        const bool bad = meets_damage([&] {
            Statement& count = session.sql(table_faults).with(table);
            const bool faults = !count.next() || count.integer(0) > 0;
            count.reset();
            return faults;
        });
        if (bad) return table;
    }
    return std::nullopt;
}

void copy_kept(const std::string& from, const std::string& to) {
    Session made(to, Access::rollback);
    Statement& attach = made.sql("ATTACH DATABASE $1 AS damaged").with(from);
    attach.run();
    Session old(from, Access::read);
    Transaction transaction(made);
    for (const std::string& table : kept_tables(old)) {
        Statement& definitions = old.sql(select_definitions).with(table);
        while (definitions.next()) made.execute(definitions.text(0));
        definitions.reset();
        made.execute("INSERT INTO main.\"" + table + "\" SELECT * FROM damaged.\"" + table + "\"");
    }
    set_meta_number(made, "fold_version", 0);
    transaction.commit();
}

void put_in_place(const fs::path& directory, const fs::path& aside) {
    for (const char* name : state_files) {
        if (fs::exists(directory / name)) fs::rename(directory / name, aside / name);
    }
    sync_directory(aside.string());
    fs::rename(aside / rebuilt_name, directory / "state.db");
    sync_directory(directory.string());
}

/// A former mending that was interrupted: finished where the damaged file was moved already, forgotten where not.
void finish_former(const fs::path& directory) {
    for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
        const fs::path rebuilt = entry.path() / rebuilt_name;
        if (entry.path().filename().string().rfind("damaged-", 0) != 0 || !fs::exists(rebuilt)) continue;
        if (fs::exists(directory / "state.db")) {
            fs::remove_all(entry.path());  // only what we were about to make was in it
        } else {
            put_in_place(directory, entry.path());
        }
        return;
    }
}

void mend_consumers(const fs::path& directory, std::int64_t now_ms, std::vector<std::string>& mended) {
    const fs::path file = directory / "consumers.db";
    if (!fs::exists(file)) return;
    const bool bad = meets_damage([&] {
        Session session(file.string(), Access::read);
        return session.scalar(quick_faults) > 0;
    });
    if (!bad) return;
    const fs::path aside = free_name(directory / ("consumers-" + name_at(now_ms) + ".db"));
    fs::rename(file, aside);
    fs::remove(file.string() + "-journal");
    sync_directory(directory.string());
    mended.push_back("consumers.db was damaged and lies in " + aside.string() +
                     " now: every reader of the feed is told everything again");
}

/// The kept table that is damaged, or what is wrong with the whole file; empty when only fold tables are.
Result<std::string> look_through(const std::string& directory) {
    const std::string path = state_path(directory);
    std::string fault;
    const bool unreadable = meets_damage([&] {
        Session session(path, Access::read);
        if (fs::file_size(path) > always_looked_through && !state_suspected(directory)) {
            session.scalar("SELECT count(*) FROM sqlite_master");
            return false;
        }
        if (!meets_damage([&] { return session.scalar(quick_faults) > 0; })) return false;
        if (const auto table = damaged_kept_table(session)) {
            fault = "its table \"" + *table + "\" cannot be read, and no journal can tell it again";
        } else if (const std::string gap = gap_in_journal(session, directory); !gap.empty()) {
            fault = "what it shows could be built anew, but the journal segment " + gap;
        } else {
            fault = "fold";
        }
        return false;
    });
    if (unreadable) return damaged(directory, "it cannot be read at all");
    if (!fault.empty() && fault != "fold") return damaged(directory, fault);
    return fault;
}

}  // namespace

bool is_damage(int sqlite_error) {
    return sqlite_error == SQLITE_CORRUPT || sqlite_error == SQLITE_NOTADB;
}

void suspect_state(const std::string& directory) {
    std::ofstream(fs::path(directory) / suspect_name) << "Something in state.db could not be read.\n";
}

bool state_suspected(const std::string& directory) {
    return fs::exists(fs::path(directory) / suspect_name);
}

Result<std::vector<std::string>> mend(const std::string& directory, std::int64_t now_ms) {
    std::vector<std::string> mended;
    const fs::path root(directory);
    if (!fs::exists(root)) return mended;
    finish_former(root);
    mend_consumers(root, now_ms, mended);
    const fs::path state = state_path(directory);
    if (!fs::exists(state)) return mended;
    if (fs::file_size(state) == 0) {
        if (segments_in(journal_directory(directory)).empty()) return mended;
        return damaged(directory, "it is empty, although its journal is not");
    }
    const auto fault = look_through(directory);
    if (!fault) return fault.problem();
    if (!fault->empty()) {
        const fs::path aside = free_name(root / name_at(now_ms));
        fs::create_directory(aside);
        fs::permissions(aside, fs::perms::owner_all);
        copy_kept(state.string(), (aside / rebuilt_name).string());
        sync_file((aside / rebuilt_name).string());
        sync_directory(aside.string());
        put_in_place(root, aside);
        mended.push_back("state.db was damaged and lies in " + aside.string() +
                         " now: what it kept was copied, what it shows is built anew from the journal");
    }
    fs::remove(root / suspect_name);
    return mended;
}

}  // namespace coexist
