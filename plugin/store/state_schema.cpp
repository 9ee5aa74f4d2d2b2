#include "store/state_schema.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "store/baseline.hpp"
#include "store/consumers.hpp"
#include "store/journal_gap.hpp"
#include "store/kept_tables.hpp"
#include "store/wal_sync.hpp"

namespace coexist {
namespace {

// Fold: a function of the journal and of what is kept. May be dropped and built again.
constexpr const char* fold_tables = R"sql(
CREATE TABLE message(
  id INTEGER PRIMARY KEY,
  key BIGINT NOT NULL UNIQUE,
  account BIGINT NOT NULL,
  wamid TEXT NOT NULL,
  peer BIGINT NOT NULL,
  at BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  placeholder SMALLINT NOT NULL DEFAULT 0,
  voice SMALLINT NOT NULL DEFAULT 0,
  signs TEXT NOT NULL DEFAULT '',
  value TEXT NOT NULL);
CREATE INDEX message_by_peer ON message(account, peer, at);
CREATE INDEX message_answer ON message(account, peer, at) WHERE voice IN (2, 3);
CREATE INDEX message_placeholder ON message(account, at) WHERE placeholder = 1;
CREATE TABLE message_alias(
  key BIGINT PRIMARY KEY,
  target BIGINT NOT NULL);
CREATE TABLE identity(
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  hash BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  value TEXT NOT NULL,
  after_at BIGINT NOT NULL DEFAULT 0,
  contact BIGINT NOT NULL,
  circle BIGINT NOT NULL DEFAULT 0,
  mixed SMALLINT NOT NULL DEFAULT 0,
  ends TEXT NOT NULL DEFAULT '',
  links TEXT NOT NULL DEFAULT '',
  names TEXT NOT NULL,
  UNIQUE(tenant, hash));
CREATE TABLE contact(
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  contact BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  UNIQUE(tenant, contact));
CREATE INDEX identity_by_contact ON identity(tenant, contact, hash);
CREATE INDEX identity_by_circle ON identity(tenant, circle, hash);
CREATE TABLE conversation(
  id INTEGER PRIMARY KEY,
  key BIGINT NOT NULL UNIQUE,
  account BIGINT NOT NULL,
  tenant TEXT NOT NULL,
  contact BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  customer_at BIGINT NOT NULL,
  unconfirmed_at BIGINT NOT NULL,
  refused_at BIGINT NOT NULL,
  human_at BIGINT NOT NULL DEFAULT 0,
  human_until BIGINT NOT NULL DEFAULT 0,
  human_message BIGINT NOT NULL DEFAULT 0,
  human_revision BIGINT NOT NULL DEFAULT 0,
  revision BIGINT NOT NULL);
CREATE INDEX conversation_by_contact ON conversation(tenant, contact);
CREATE INDEX conversation_by_account ON conversation(account, last_at);
CREATE TABLE account_life(
  account BIGINT PRIMARY KEY,
  life TEXT NOT NULL,
  last_echo_at BIGINT NOT NULL,
  last_inbound_at BIGINT NOT NULL,
  last_contacts_at BIGINT NOT NULL DEFAULT 0);
CREATE TABLE account_notice(
  id INTEGER PRIMARY KEY,
  account BIGINT NOT NULL,
  kind SMALLINT NOT NULL,
  about TEXT NOT NULL,
  at BIGINT NOT NULL,
  word TEXT NOT NULL,
  detail TEXT NOT NULL,
  raw TEXT NOT NULL,
  UNIQUE(account, kind, about));
CREATE TABLE account_history(
  account BIGINT PRIMARY KEY,
  value TEXT NOT NULL);
CREATE TABLE merged(
  id INTEGER PRIMARY KEY,
  kind SMALLINT NOT NULL,
  tenant TEXT NOT NULL,
  key BIGINT NOT NULL,
  target BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  UNIQUE(kind, tenant, key));
CREATE TABLE feed(
  seq INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  kind SMALLINT NOT NULL,
  key BIGINT NOT NULL);
CREATE TABLE feed_past(
  seq INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  kind SMALLINT NOT NULL,
  key BIGINT NOT NULL);
CREATE TABLE unknown_kind(
  field TEXT NOT NULL,
  what TEXT NOT NULL,
  count BIGINT NOT NULL,
  segment TEXT NOT NULL,
  row BIGINT NOT NULL,
  PRIMARY KEY(field, what));
)sql";

constexpr std::array<const char*, 12> fold_table_names = {
    "message",        "message_alias",   "identity", "contact", "conversation", "account_life",
    "account_notice", "account_history", "merged",   "feed",    "feed_past",    "unknown_kind"};

constexpr const char* rebuild_wanted = "rebuild.wanted";
constexpr const char* vacuum_into = "VACUUM INTO $1";
constexpr const char* meta_table = "CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value BIGINT NOT NULL)";
constexpr const char* select_meta = "SELECT value FROM meta WHERE name = $1";
constexpr const char* upsert_meta =
    "INSERT INTO meta(name, value) VALUES($1, $2) ON CONFLICT(name) DO UPDATE SET value = excluded.value";
// Delivery lanes are read again; commands and answers were turned into kept rows already.
constexpr const char* forget_fold_progress = "DELETE FROM journal_progress WHERE lane NOT IN (2, 4)";

void build_fold(Session& session, const std::string& directory) {
    for (const char* table : fold_table_names) {
        session.execute(std::string("DROP TABLE IF EXISTS ") + table);
    }
    session.execute("DROP TABLE IF EXISTS unplaced");  // of earlier versions
    session.execute(fold_tables);
    session.sql(forget_fold_progress).with().run();
    // Attempts at applying rows were made by the older fold.
    session.execute("DELETE FROM attempt; DELETE FROM quarantine; DELETE FROM parked; DELETE FROM unknown_row;");
    set_meta_number(session, "feed_epoch", next_epoch(session, directory));
    set_meta_number(session, "feed_next", 1);
    load_baseline(session);
    session.execute("UPDATE identity SET circle = contact WHERE circle = 0");  // of a baseline that did not say it
    set_meta_number(session, "fold_version", fold_version);
    set_meta_number(session, "fold_seeded", 0);
}

Problem newer_state(const std::string& directory) {
    return {Refusal::version,
            "state_newer",
            "The state in " + directory + " was written by a newer version of this plugin.",
            "Install that version again, or restore the copy that it made before it migrated.",
            {}};
}

}  // namespace

std::int64_t next_epoch(Session& session, const std::string& directory) {
    const std::int64_t read = ConsumerStore::exists(directory) ? ConsumerStore(directory).newest_epoch() : 0;
    return std::max(read, meta_number(session, "feed_epoch", 0)) + 1;
}

const std::vector<std::string>& fold_table_list() {
    static const std::vector<std::string> names(fold_table_names.begin(), fold_table_names.end());
    return names;
}

bool is_fold_table(std::string_view name) {
    return std::find(fold_table_names.begin(), fold_table_names.end(), name) != fold_table_names.end();
}

std::string state_path(const std::string& directory) {
    return directory + "/state.db";
}

std::string media_directory(const std::string& directory) {
    return directory + "/media";
}

std::string journal_directory(const std::string& directory) {
    return directory + "/journal";
}

Result<std::unique_ptr<Session>> open_state_for_writing(const std::string& directory) {
    auto session = std::make_unique<Session>(state_path(directory), Access::write);
    session->execute(meta_table);
    const std::int64_t latest = static_cast<std::int64_t>(kept_migrations().size());
    const std::int64_t found = meta_number(*session, "kept_version", 0);
    const std::int64_t fold = meta_number(*session, "fold_version", 0);
    if (found > latest || fold > fold_version) return newer_state(directory);
    // Looked at before anything is migrated: the former version can still go on with this state.
    if (fold > 0 && fold < fold_version) {
        if (const std::string gap = gap_in_journal(*session, directory); !gap.empty()) {
            return journal_incomplete(directory, gap);
        }
    }
    if (found > 0 && found < latest) {
        const std::string copy = directory + "/state-before-v" + std::to_string(latest) + ".db";
        if (!std::filesystem::exists(copy)) session->sql(vacuum_into).with(copy).run();
    }
    for (std::int64_t version = found; version < latest; ++version) {
        Transaction transaction(*session);
        session->execute(kept_migrations()[static_cast<std::size_t>(version)]);
        set_meta_number(*session, "kept_version", version + 1);
        transaction.commit();
    }
    const std::filesystem::path wanted = std::filesystem::path(directory) / rebuild_wanted;
    if (fold != fold_version || std::filesystem::exists(wanted)) {
        const AttachedBaseline baseline(*session, directory);
        Transaction transaction(*session);
        build_fold(*session, directory);
        transaction.commit();
        std::filesystem::remove(wanted);
    }
    return session;
}

void want_rebuild(const std::string& directory) {
    std::ofstream(std::filesystem::path(directory) / rebuild_wanted) << "The fold is built anew at the next start.\n";
}

std::unique_ptr<Session> open_state_for_reading(const std::string& directory) {
    auto session = std::make_unique<Session>(state_path(directory), Access::read);
    sync_wal(state_path(directory));  // nobody is told what the disk does not have
    return session;
}

std::int64_t meta_number(Session& session, const char* name, std::int64_t fallback) {
    Statement& select = session.sql(select_meta).with(name);
    const std::int64_t value = select.next() ? select.integer(0) : fallback;
    select.reset();
    return value;
}

void set_meta_number(Session& session, const char* name, std::int64_t value) {
    session.sql(upsert_meta).with(name, value).run();
}

}  // namespace coexist
